"""Fragments: blocks that are no program and no recording, and so must equal a part of an exchange or of the contract.

Their table is tests/fragments.py. What an entry must equal is one of the functions below; adding a kind is adding one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asrun.examples.example import Example
from asrun.journal import Exchange, mask
from asrun.pages.vocabulary import at
from asrun.text import glimpse


@dataclass(frozen=True)
class Truth:
    """What fragments are compared with: the files below snippets/, what each example's programs sent, the contract.

    The Python fences of the documents in `executed` are run by pytest-examples, and so need no entry.
    """

    snippets: Path
    examples: Mapping[str, Example]
    exchanges: Callable[[Example], Sequence[Exchange]]
    contract: Mapping[str, Any]
    executed: Sequence[str]


Source = Callable[[Truth], str]
"""Gives the text that a fragment must have. Raises LookupError, with a message, where the truth has no such thing."""


@dataclass(frozen=True)
class Fragment:
    """An entry: its page and the id of its heading (`guides/a.md#first-call`), its fence's language, and its source."""

    place: str
    language: str
    source: Source


def sent_field(example: str, name: str) -> Source:
    """The field line that every program of the example sent, with the placeholder where the reader's key was."""

    def source(truth: Truth) -> str:
        its = truth.examples[example]
        sent = [
            value
            for exchange in truth.exchanges(its)
            for field, value in exchange.request.fields
            if field.lower() == name.lower()
        ]
        if len(set(sent)) != 1:
            raise LookupError(f"{name} to be sent, and to be the same in every program of {example}, not {sent}")
        value = sent[0]
        for placeholder, secret in its.placeholders.items():
            value = value.replace(mask(secret), placeholder)
        return f"{name}: {value}"

    return source


def recorded_field(recording: str, name: str) -> Source:
    """The field line of that name in a recorded response."""

    def source(truth: Truth) -> str:
        head = glimpse(truth.snippets / recording).partition("\n\n")[0].split("\n")
        lines = [line for line in head if line.lower().startswith(f"{name.lower()}: ")]
        if len(lines) != 1:
            raise LookupError(f"one field {name} in snippets/{recording}, not {len(lines)}")
        return lines[0]

    return source


def contract_value(pointer: str) -> Source:
    """The value at a JSON pointer (RFC 6901) into the contract, as indented JSON."""

    def source(truth: Truth) -> str:
        return json.dumps(at(truth.contract, pointer), indent=2, ensure_ascii=False)

    return source
