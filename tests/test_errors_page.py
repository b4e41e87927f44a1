"""api-reference/errors.md: each code has a section, reached from the table, with its cause, fix and response."""

import json

import pytest
from bs4 import Tag

from asrun import ROOT
from asrun.pages.blocks import blocks
from asrun.pages.site import Page, Site
from asrun.text import read_text
from tests import openapi

PAGE = "api-reference/errors.md"
ERRORS = sorted(openapi.ERRORS)


@pytest.fixture(scope="module")
def page(site: Site) -> Page:
    return site.page(PAGE)


@pytest.mark.parametrize(("status", "code"), ERRORS)
def test_section_of_a_code_says_cause_and_fix_and_shows_a_response_that_has_it(
    site: Site, page: Page, status: str, code: str
) -> None:
    heading = page.article.find(id=code.lower())
    assert isinstance(heading, Tag), f"{status} {code} has no section"
    assert [strong.get_text() for strong in heading.find_all_next("strong")][:2] == ["Cause.", "Fix."]
    fences = [block.fence for block in blocks(site, page) if block.heading == code.lower() and block.fence]
    (recording,) = [fence.include for fence in fences if fence.include and fence.include.endswith("/response.http")]
    head, _, body = read_text(ROOT / "snippets" / recording).partition("\n\n")
    assert (head.split()[1], json.loads(body)["error"]["code"]) == (status, code)


def test_every_section_is_that_of_a_code(page: Page) -> None:
    titles = [title.get_text().removesuffix("¶") for title in page.article.find_all("h3")]
    assert sorted(titles) == sorted(code for _, code in ERRORS)
