"""The reference shows an example of each operation, and examples each field of a request and each parameter.

Each code has a section with its recording (agree.places), and responses have all properties (test_contract_form).
"""

import json
import re
from urllib.parse import parse_qsl

import pytest

from asrun import ROOT
from asrun.derived.tables import Reference
from asrun.examples.example import Example
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.journal import Exchange
from asrun.pages.markdown import derived, places, sections
from asrun.pages.site import Site
from asrun.text import glimpse
from tests.api import EXAMPLES
from tests.openapi import CONTRACT, OPERATIONS, spec


@pytest.fixture(scope="module")
def exchanges(runs: Runs) -> list[Exchange]:
    cases = [case for example in EXAMPLES for case in needed(example)]
    runs.start(cases)
    return [exchange for case in cases for exchange in runs[case].exchanges]


def shown(exchange: Exchange) -> set[str]:
    request = exchange.request
    names = {name for name, _ in parse_qsl(request.query)} | {name.title() for name, _ in request.fields}
    return names | set(json.loads(request.body) if request.body and exchange.response.status < 300 else ())


def test_examples_show_every_field_of_a_request_every_parameter_and_lists_with_items(exchanges: list[Exchange]) -> None:
    missing, anywhere = [], {name for exchange in exchanges for name in shown(exchange)}
    for operation in OPERATIONS:
        form = re.compile(f"{operation.method} " + re.sub(r"\{\w+\}", "[^/]+", operation.path))
        its = [each for each in exchanges if form.fullmatch(f"{each.request.method} {each.request.path}")]
        names = {"body": {name for each in its for name in shown(each)}, "path": {"id"}}
        inputs = Reference(CONTRACT, {}).inputs(spec(operation))
        unseen = [each.name for each in inputs if each.name not in names.get(each.place, anywhere)]
        bodies = [each.response.body for each in its if each.response.status < 300]
        if operation.id.startswith("list") and not any(json.loads(body)["data"] for body in bodies):
            unseen.append("an item")
        missing += [f"{operation.id}: {name}" for name in unseen]
    assert missing == []


def test_section_of_an_operation_shows_an_example_of_it() -> None:
    pages = map(glimpse, (ROOT / "docs/api-reference").rglob("*.md"))
    fences = {each.name: sections(page)[each.heading] for page in pages for each in derived(page)}
    made = {example.name: example.exchanges for example in EXAMPLES}
    for operation in OPERATIONS:
        shown = {str(fence.include).rpartition("/")[0] for fence in fences[f"operations/{operation.id}"]}
        path = re.sub(r"\\{\w+\\}", r"[^/ ?]+", re.escape(operation.path))
        form = re.compile(rf"{operation.method} {path}(\?\S+)? {min(operation.responses)}")
        assert any(map(form.fullmatch, (each for name in shown for each in made.get(name, ())))), form.pattern


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.without], ids=lambda example: example.name)
def test_page_says_why_an_example_lacks_a_language(site: Site, example: Example) -> None:
    (name,) = {
        place.removeprefix("docs/").partition(":")[0]
        for (file, _), place in places(ROOT).items()
        if file.startswith(f"{example.name}/")
    }
    text = " ".join(site.page(name).article.get_text().split())
    assert {reason for reason in example.without.values() if reason not in text} == set()
