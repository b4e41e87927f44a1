"""api-reference/endpoints*: every operation has its section, in which an example of that operation is shown."""

import re

import pytest

from asrun.pages.blocks import blocks
from asrun.pages.site import Site
from tests.api import EXAMPLES
from tests.endpoint_tables import EVERY, PAGE, Operation
from tests.openapi import PATH

BY_NAME = {example.name: example for example in EXAMPLES}


@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.id)
def test_section_of_an_operation_shows_an_example_of_it(site: Site, operation: Operation) -> None:
    includes = {
        block.fence.include.rpartition("/")[0]
        for block in blocks(site, site.page(operation.page))
        if block.heading == operation.anchor and block.fence and block.fence.include
    }
    made = {exchange for name in includes for exchange in BY_NAME[name].exchanges}
    path = re.sub(r"\\{\w+\\}", r"[^/ ?]+", re.escape(operation.path))
    success = next(status for status in sorted(operation.document["responses"]))
    pattern = rf"{operation.method} {path}(\?\S+)? {success}"
    assert [exchange for exchange in made if re.fullmatch(pattern, exchange)], f"{pattern} is not among {made}"


def test_overview_leads_to_the_section_of_each_operation_and_to_the_contract(site: Site) -> None:
    article = site.page(PAGE).article
    table = article.select_one("#all-operations ~ * table, #all-operations ~ table")
    assert table is not None
    rows = [(row.find("code"), row.find("a")) for row in table.select("tbody > tr")]
    led = {code.get_text(): str(link["href"]) for code, link in rows if code and link}
    names = {each.id: each.page.removeprefix("api-reference/endpoints").removesuffix(".md") for each in EVERY}
    assert led == {f"{each.method} {each.path}": f"{names[each.id]}/#{each.anchor}".lstrip("/") for each in EVERY}
    assert article.find("a", href="../openapi.yaml")
    assert (site.output / "api-reference/openapi.yaml").read_bytes() == PATH.read_bytes()
