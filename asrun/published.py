"""Programs that the contract itself has, in extensions of its operations such as x-codeSamples."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from asrun.contract import Contract
from asrun.examples.languages import LANGUAGES, Language
from asrun.operation import Operation

_BY_NAME = {
    name.lower(): language
    for language in LANGUAGES
    for name in (language.name, language.label, language.fence, *language.aliases)
}


def published(contract: Contract) -> Iterator[tuple[str, Operation, Mapping[Language, str]]]:
    """For each operation with programs the example's name, `tag/operation`, the operation, and the programs.

    An operation with several programs in one language has an example for each.
    """
    for operation in contract.operations.values():
        examples: list[dict[Language, str]] = [{}]
        for language, text in _programs(operation.extensions):
            if language in examples[-1]:
                examples.append({})
            examples[-1][language] = f"{text.rstrip()}\n"
        name = f"{_slug(operation.tag or 'operations')}/{_slug(operation.id)}"
        for number, programs in enumerate(examples if examples[0] else [], 1):
            yield numbered(name, number), operation, programs


def numbered(name: str, number: int) -> str:
    """The name of the first, second … example of a kind."""
    return f"{name}{f'-{number}' if number > 1 else ''}"


def _programs(value: Any) -> Iterator[tuple[Language, str]]:
    """Each text that a language is named beside (`{lang, source}`) or for (`{python: text}`)."""
    if isinstance(value, list):
        for each in value:
            yield from _programs(each)
    elif isinstance(value, Mapping):
        named = _first(value, "lang", "language", "sdk")
        beside = {named: _first(value, "source", "code")} if named else value
        for name, inner in beside.items():
            if isinstance(inner, str) and str(name).lower() in _BY_NAME:
                yield _BY_NAME[str(name).lower()], inner
            else:
                yield from _programs(inner)


def _first(value: Mapping[str, Any], *names: str) -> str | None:
    return next((value[name] for name in names if isinstance(value.get(name), str)), None)


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-").lower()
