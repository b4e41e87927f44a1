"""api-reference/endpoints*: every operation has its section, in which an example of that operation is shown."""

import re

import pytest

from asrun import ROOT
from asrun.pages.markdown import derived, sections
from asrun.pages.site import Site
from tests.api import EXAMPLES
from tests.openapi import OPERATIONS, Operation

BY_NAME = {example.name: example for example in EXAMPLES}
PAGES = [path.read_text("utf-8") for path in (ROOT / "docs/api-reference").rglob("*.md")]
FENCES = {include.name: sections(page)[include.heading] for page in PAGES for include in derived(page)}
"""The fences of the section that includes each text of the contract."""


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_section_of_an_operation_shows_an_example_of_it(operation: Operation) -> None:
    names = {fence.include.rpartition("/")[0] for fence in FENCES[f"operations/{operation.id}"] if fence.include}
    made = {exchange for name in names for exchange in BY_NAME[name].exchanges}
    path = re.sub(r"\\{\w+\\}", r"[^/ ?]+", re.escape(operation.path))
    pattern = rf"{operation.method} {path}(\?\S+)? {operation.success}"
    assert [exchange for exchange in made if re.fullmatch(pattern, exchange)], f"{pattern} is not among {made}"


def test_overview_leads_to_the_contract(site: Site) -> None:
    assert site.page("api-reference/endpoints.md").article.find("a", href="../openapi.yaml")
