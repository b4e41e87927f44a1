"""Every operation, error, field of a request and header field of the contract is shown by an exchange of an example.

Responses have all the properties of their schema (test_contract_form), so what succeeds shows them all.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

import pytest

from asrun import ROOT
from asrun.examples.example import Example
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.journal import Exchange
from asrun.pages.operations import Operation, operations
from asrun.pages.site import Site
from asrun.pages.vocabulary import Vocabulary
from tests.endpoint_tables import header_fields
from tests.test_examples import EXAMPLES

CONTRACT = Vocabulary.load(ROOT)
OPERATIONS = operations(CONTRACT)
FORMS = {each.id: re.compile(f"{each.method} " + re.sub(r"\{\w+\}", "[^/]+", each.path)) for each in OPERATIONS}


@pytest.fixture(scope="module")
def exchanges(runs: Runs) -> list[Exchange]:
    """What the programs of all examples sent and received."""
    cases = [case for example in EXAMPLES for case in needed(example)]
    runs.start(cases)
    return [exchange for case in cases for exchange in runs[case].exchanges]


def successes(operation: Operation, exchanges: Iterable[Exchange]) -> list[Exchange]:
    return [
        exchange
        for exchange in exchanges
        if exchange.response.status < 300
        and FORMS[operation.id].fullmatch(f"{exchange.request.method} {exchange.request.path}")
    ]


def report(what: str, every: Iterable[object], actual: Iterable[object]) -> None:
    """Fails with the list of what no example shows."""
    if missing := sorted(map(str, set(every) - set(actual))):
        pytest.fail(f"expected an example that shows each {what}; none shows {', '.join(missing)}", pytrace=False)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_operation_succeeds_with_each_field_of_its_body(operation: Operation, exchanges: list[Exchange]) -> None:
    shown = successes(operation, exchanges)
    report("operation", [operation.id], [operation.id for _ in shown])
    fields = {name for name, place, *_ in operation.inputs if place == "body"}
    report(
        f"field of {operation.id}", fields, {name for each in shown if fields for name in json.loads(each.request.body)}
    )
    if operation.summary[3].startswith("list of"):
        assert any(json.loads(each.response.body)["data"] for each in shown), f"{operation.id}: no list has an item"


def test_every_error_comes_in_an_example(exchanges: list[Exchange]) -> None:
    failed = [each.response for each in exchanges if each.response.status >= 400]
    report("error", CONTRACT.errors, {(str(each.status), json.loads(each.body)["error"]["code"]) for each in failed})


def test_every_parameter_is_in_an_example(exchanges: list[Exchange]) -> None:
    every = {name for operation in OPERATIONS for name, place, *_ in operation.inputs if place in ("query", "header")}
    fields = {name.title() for each in exchanges for name, _ in each.request.fields}
    report("parameter", every, fields | {name for each in exchanges for name, _ in parse_qsl(each.request.query)})


def test_every_header_field_of_a_response_is_in_an_example(exchanges: list[Exchange]) -> None:
    actual = {name.title() for each in exchanges for name, _ in each.response.fields}
    report("header field", {name.title() for (name,) in header_fields(CONTRACT)}, actual)


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.without], ids=lambda example: example.name)
def test_page_says_why_an_example_lacks_a_language(site: Site, example: Example) -> None:
    (name,) = {
        place.removeprefix("docs/").partition(":")[0]
        for (file, _), place in example.places.items()
        if file.startswith(f"{example.name}/")
    }
    text = " ".join(site.page(name).article.get_text().split())
    assert {reason for reason in example.without.values() if reason not in text} == set()
