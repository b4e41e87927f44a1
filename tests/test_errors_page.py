"""api-reference/errors.md: each code has a section, reached from the table, with its cause, its mend and its answer."""

import json

import pytest
from bs4 import Tag

from asrun import ROOT
from asrun.pages.blocks import blocks
from asrun.pages.site import Page, Site
from asrun.pages.vocabulary import Vocabulary
from asrun.text import read_text

PAGE = "api-reference/errors.md"
ERRORS = sorted(Vocabulary.load(ROOT).errors)

each_error = pytest.mark.parametrize(("status", "code"), ERRORS)


@pytest.fixture(scope="module")
def page(site: Site) -> Page:
    return site.page(PAGE)


@each_error
def test_section_of_a_code_shows_an_answer_that_has_it(site: Site, page: Page, status: str, code: str) -> None:
    includes = [
        block.fence.include
        for block in blocks(site, page)
        if block.heading == code.lower() and block.fence and block.fence.include
    ]
    (recording,) = [ROOT / "snippets" / include for include in includes if include.endswith("/response.http")]
    head, _, body = read_text(recording).partition("\n\n")
    assert head.split()[1] == status
    assert json.loads(body)["error"]["code"] == code


@each_error
def test_section_of_a_code_says_the_cause_then_how_to_mend_it(page: Page, status: str, code: str) -> None:
    heading = page.article.find(id=code.lower())
    assert isinstance(heading, Tag), f"{status} {code} has no section"
    told = [strong.get_text() for strong in heading.find_all_next("strong")][:2]
    assert told == ["Cause.", "Mend."]


def test_table_leads_from_each_code_to_its_section(page: Page) -> None:
    heading = page.article.find(id="all-codes")
    assert isinstance(heading, Tag)
    table = heading.find_next("table")
    assert isinstance(table, Tag)
    led = {str(row.select("code")[0].get_text()): str(row.select("a")[0]["href"]) for row in table.select("tbody > tr")}
    assert led == {code: f"#{code.lower()}" for _, code in ERRORS}


def test_page_has_a_section_for_nothing_else(page: Page) -> None:
    titles = [title.get_text().removesuffix("¶") for title in page.article.find_all("h3")]
    assert sorted(titles) == sorted(code for _, code in ERRORS)
