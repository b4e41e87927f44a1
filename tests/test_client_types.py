"""The types of the one-file clients that readers download are those of the contract."""

import re
import runpy
from typing import get_type_hints, is_typeddict

from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from tests.openapi import SCHEMAS
from tests.test_clients import FILES, each_language


def types_of(language: Language) -> str:
    return FILES[language].read_text("utf-8").partition("class ExampleAPIError")[0]


def test_types_have_the_fields_of_the_contract() -> None:
    types = {name: each for name, each in runpy.run_path(str(FILES[PYTHON])).items() if is_typeddict(each)}
    expected = {name: set(SCHEMAS[name]["properties"]) for name in types}
    assert {name: set(get_type_hints(each)) for name, each in types.items()} == expected
    fields = {"": set[str]()}
    for shape, name in re.findall(r"@typedef \{((?:(?!@typedef).)+)\} (\w+)\n", types_of(JAVASCRIPT), re.DOTALL):
        fields[name] = {*re.findall(r"(\w+): ", shape)} | fields[shape.partition(" &")[0] if "&" in shape else ""]
    assert {name: fields[name] for name in types} == expected


NAMES = [
    *(SCHEMAS[name]["enum"] for name in ("ModelId", "Permission", "EventType", "Mode", "KeyStatus")),
    [SCHEMAS["Delivery"]["properties"]["type"]["const"]],
]
"""What a field may be, in the order of the types that name it."""
LITERALS = {JAVASCRIPT: r'[{:] ?((?:"[^"]+"(?: \| )?)+)', PYTHON: r"Literal\[(.+?)\]"}


@each_language
def test_types_have_the_names_of_the_contract(language: Language) -> None:
    found = re.findall(LITERALS[language], types_of(language))
    assert [re.findall(r'"(.+?)"', names) for names in found] == NAMES
