"""Programs that the contract itself has, in extensions of its operations such as x-codeSamples."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from asrun.contract import Contract
from asrun.examples.languages import LANGUAGES, Language
from asrun.operation import Operation

_BY_NAME = {
    name.lower(): language
    for language in LANGUAGES
    for name in (language.name, language.label, language.fence, *language.aliases)
}

_VARIABLE = re.compile(
    r"""(?:\$\{?|\benv\.|(?:environ|ENV)\[["']|[gG]et_?[eE]nv\(["'])(?!(?:HOME|PATH|PWD|USER)\b)([A-Z][A-Z0-9_]*)"""
)
"""A variable that no shell has by itself."""
_OF_KEY = re.compile("KEY|TOKEN|SECRET")


def published(contract: Contract) -> Iterator[tuple[str, Operation, Mapping[Language, str]]]:
    """For each operation with programs the example's name, `tag/operation`, the operation, and the programs.

    An example has the first program in each language of a list, another one the second ones, and so on.
    """
    for operation in contract.operations.values():
        examples: list[dict[Language, str]] = []
        for programs in _lists(operation.extensions):
            its: list[dict[Language, str]] = []
            for language, text in programs:
                if all(language in example for example in its):
                    its.append({})
                next(example for example in its if language not in example)[language] = f"{text.rstrip()}\n"
            examples += its
        name = f"{_slug(operation.tag or 'operations')}/{_slug(operation.id)}"
        for number, example in enumerate(examples, 1):
            yield numbered(name, number), operation, example


def numbered(name: str, number: int) -> str:
    """The name of the first, second … example of a kind."""
    return f"{name}{f'-{number}' if number > 1 else ''}"


def variables_in(text: str) -> Iterator[str]:
    """The variables that readers of a program set: it doesn't give them a value itself."""
    for name in _VARIABLE.findall(text):
        if not re.search(rf"^\s*(?:export )?{name}=(?!.*\b{name}\b)", text, re.MULTILINE):
            yield name


def variable_of_key(programs: Iterable[str]) -> str:
    """The variable in which most programs get the key; empty where they have none."""
    used = Counter(name for text in programs for name in variables_in(text))
    return max(used, key=lambda name: (bool(_OF_KEY.search(name)), used[name]), default="")


def made_up_key(contract: Contract) -> str:
    """A key in the form that the contract's security has."""
    schemes = {scheme.get("scheme", "").lower() for scheme in contract.security_schemes.values()}
    return "user:password" if "basic" in schemes else "test-key"


def _lists(value: Any) -> Iterator[list[tuple[Language, str]]]:
    """The programs of each list and mapping that has some, within others too."""
    pairs = list(_pairs(value))
    if programs := [(_BY_NAME[name], text) for name, text in pairs if isinstance(text, str) and name in _BY_NAME]:
        yield programs
    for _, inner in pairs:
        yield from _lists(inner)


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Each text with the language that is named beside it (`{lang, source}`) or for it (`{python: text}`)."""
    if isinstance(value, list):
        for each in value:
            named = isinstance(each, Mapping) and _first(each, "lang", "language", "sdk")
            yield from _pairs(each) if named else [("", each)]
    elif isinstance(value, Mapping):
        named = _first(value, "lang", "language", "sdk")
        beside = {named: _first(value, "source", "code")} if named else value
        yield from ((str(name).lower(), inner) for name, inner in beside.items())


def _first(value: Mapping[str, Any], *names: str) -> str | None:
    return next((value[name] for name in names if isinstance(value.get(name), str)), None)


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-").lower()
