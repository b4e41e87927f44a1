from asrun.contract import Contract
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON
from asrun.published import published

SAMPLES = {
    "x-codeSamples": [
        {"lang": "Shell", "label": "CURL", "source": "curl https://pets.example/pets"},
        {"lang": "Node", "source": "await fetch(1)"},
        {"lang": "Shell", "source": "curl https://pets.example/pets?limit=1\n\n"},
        {"lang": "COBOL", "source": "STOP RUN"},
    ]
}
META = {"x-meta": {"name": "python", "examples": [{"title": "One", "request": {"curl": "curl 1", "python": "get(1)"}}]}}

ASYNC = [
    {"sdk": "python", "code": "get(1)"},
    {"sdk": "python", "code": "await get(1)"},
    {"sdk": "curl", "code": "curl 1"},
]
LISTS = {"x-examples": [{"samples": ASYNC}, {"samples": [{"sdk": "curl", "code": "curl 2"}]}]}


def test_programs_in_extensions_become_examples_with_the_first_the_second_and_so_on_of_each_language() -> None:
    get = {"tags": ["Small pets"], "operationId": "listPets", **SAMPLES}
    paths = {"/pets": {"get": get, "post": META}, "/a": {"get": {"operationId": "a", **LISTS}}}
    contract = Contract.load({"openapi": "3.1.0", "paths": paths})
    assert {name: programs for name, _, programs in published(contract)} == {
        "small-pets/listpets": {CURL: "curl https://pets.example/pets\n", JAVASCRIPT: "await fetch(1)\n"},
        "small-pets/listpets-2": {CURL: "curl https://pets.example/pets?limit=1\n"},
        "operations/post-pets": {CURL: "curl 1\n", PYTHON: "get(1)\n"},
        "operations/a": {PYTHON: "get(1)\n", CURL: "curl 1\n"},
        "operations/a-2": {PYTHON: "await get(1)\n"},
        "operations/a-3": {CURL: "curl 2\n"},
    }
