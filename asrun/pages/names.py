"""What pages may call an example: its operations, its error codes, its statuses, the words of its folder's name."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from asrun.claims.meaning import stem_of
from asrun.contract import Contract
from asrun.examples.example import RESPONSE, Example
from asrun.operation import Operation

FILLERS = frozenset("a an and as at by for from in is no not of on or the to with".split())  # noqa: SIM905


class Names:
    """The operations of the contract, and the error codes in the recorded responses of the examples."""

    def __init__(self, contract: Contract, examples: Iterable[Example]) -> None:
        self._contract, self.operations = contract, list(contract.operations.values())
        self.codes = sorted({code for example in examples for code in codes_of(example)})

    def operations_of(self, example: Example) -> list[Operation]:
        """The operations that an example requests."""
        requests = (line.split()[:2] for line in example.exchanges)
        return [each for line in requests if (each := self._contract.operation_of(*line))]

    def in_heading(self, heading: str) -> tuple[list[str], list[Operation]]:
        """The codes, and the operations, that a heading names."""
        words = words_of(heading)
        codes = [code for code in self.codes if re.search(rf"\b{code}\b", heading) or _follow(words_of(code), words)]
        return codes, [each for each in self.operations if _is_about(each, heading)]

    def are_in(self, text: str, example: Example, below: Path | None) -> bool:
        """Whether a text names the example, and not only the one in `below`, whose programs are above it."""
        words, stems = words_of(text), {*map(stem_of, words_of(text))}
        failed = {status for each in example.exchanges if (status := each.rpartition(" ")[2]) >= "400"}
        if below and not failed.isdisjoint(words):
            return True
        if any(_follow(words_of(code), words) or has(text, code) for code in codes_of(example)):
            return True
        own = {stem_of(word) for word in own_words(example, below)}
        return own != set() and own <= stems


def own_words(example: Example, below: Path | None) -> list[str]:
    """The words of an example's name, without those of the one that is in `below`."""
    others = {*FILLERS, *map(stem_of, words_of(below.name if below else ""))}
    return [word for word in words_of(example.folder.name) if stem_of(word) not in others]


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+|[0-9]+", text.lower())


def _follow(words: Sequence[str], every: Sequence[str]) -> bool:
    """Whether two words or more are among all in this order, one right after the other."""
    starts = range(len(every) - len(words) + 1)
    return len(words) > 1 and any([*every[start : start + len(words)]] == [*words] for start in starts)


def _is_about(operation: Operation, text: str) -> bool:
    named = re.search(rf"\b{re.escape(line_of(operation))}(?![\w/{{])", text)
    return bool(named or (operation.summary and words_of(operation.summary) == words_of(text)))


def line_of(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def has(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None


@cache
def codes_of(example: Example) -> tuple[str, ...]:
    """The error codes in a recorded response: constants, and joined words, that are in no list."""
    status, _, body = (example.recording(RESPONSE) or "").partition("\n\n")
    if not re.search(r"^HTTP/\S+ [45]", status):
        return ()
    try:
        found = _strings(json.loads(body))
    except ValueError:
        return ()
    return tuple(dict.fromkeys(text for text in found if re.fullmatch(r"[A-Z]{2,}|[A-Za-z]+([_.-][A-Za-z]+)+", text)))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for each in node.values() if isinstance(node, Mapping) else ():
        yield from _strings(each)
