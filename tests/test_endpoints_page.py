"""api-reference/endpoints*: every operation has its section, in which an example of that operation is shown."""

import re

import pytest

from asrun.pages.blocks import blocks
from asrun.pages.site import Site
from tests.api import EXAMPLES
from tests.endpoint_tables import PAGE, anchor, page
from tests.openapi import OPERATIONS, PATH, Operation

BY_NAME = {example.name: example for example in EXAMPLES}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_section_of_an_operation_shows_an_example_of_it(site: Site, operation: Operation) -> None:
    includes = {
        block.fence.include.rpartition("/")[0]
        for block in blocks(site, site.page(page(operation)))
        if block.heading == anchor(operation) and block.fence and block.fence.include
    }
    made = {exchange for name in includes for exchange in BY_NAME[name].exchanges}
    path = re.sub(r"\\{\w+\\}", r"[^/ ?]+", re.escape(operation.path))
    pattern = rf"{operation.method} {path}(\?\S+)? {operation.success}"
    assert [exchange for exchange in made if re.fullmatch(pattern, exchange)], f"{pattern} is not among {made}"


def test_overview_leads_to_the_section_of_each_operation_and_to_the_contract(site: Site) -> None:
    article = site.page(PAGE).article
    table = article.select_one("#all-operations ~ * table, #all-operations ~ table")
    assert table is not None
    rows = [(row.find("code"), row.find("a")) for row in table.select("tbody > tr")]
    led = {code.get_text(): str(link["href"]) for code, link in rows if code and link}
    names = {each.id: page(each).removeprefix("api-reference/endpoints").removesuffix(".md") for each in OPERATIONS}
    assert led == {f"{each.method} {each.path}": f"{names[each.id]}/#{anchor(each)}".lstrip("/") for each in OPERATIONS}
    assert article.find("a", href="../openapi.yaml")
    assert (site.output / "api-reference/openapi.yaml").read_bytes() == PATH.read_bytes()
