"""Every figure in the prose of a page is one of tests/figures.py, and every one of those is on its page."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from asrun.pages.places import PAGES
from asrun.pages.site import Page, Site
from tests.figures import ATTEMPTS, BACKOFF, DAY, FIGURES, PORT, REFERENCES, TOLERANCE, number


def prose(page: Page) -> str:
    """The text without blocks and inline code, tables and pictures, which other checks read."""
    article = BeautifulSoup(str(page.article), "lxml")
    for other in article.select("pre, code, table, svg, .headerlink, .filename"):
        other.replace_with(" ")
    return " ".join(article.get_text().split())


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_of_the_prose_is_a_true_one(site: Site, page: str) -> None:
    text = REFERENCES.sub("", prose(site.page(page)))
    for words in FIGURES.get(page, ()):
        text = text.replace(words, "")
    assert re.findall(r"(?:\S+ ){0,4}\S*\d\S*(?: \S+){0,4}", text) == [], "tests/figures.py does not know them"


@pytest.mark.parametrize(("page", "words"), [(page, words) for page, each in FIGURES.items() for words in each])
def test_every_figure_is_on_its_page(site: Site, page: str, words: str) -> None:
    assert words in prose(site.page(page))


def test_a_day_has_the_seconds_that_the_rotation_gives_it() -> None:
    assert timedelta(seconds=DAY) == timedelta(days=1)


@pytest.mark.parametrize(
    ("file", "pattern", "figure"),
    [
        ("webhooks/verify-webhook.mjs", r"TOLERANCE_SECONDS = (\d+)", TOLERANCE),
        ("webhooks/receive/javascript.mjs", r"PORT \?\? (\d+)", PORT),
        ("managing-keys/rotate-key/javascript.mjs", r"overlap_seconds: (\d+)", DAY),
        ("rate-limits/retry/javascript.mjs", r"retry < (\d+)", ATTEMPTS - 1),
        ("rate-limits/retry/curl.sh", r"--retry (\d+)", ATTEMPTS - 1),
        ("rate-limits/retry/javascript.mjs", r"Math\.min\((\d+), ", BACKOFF),
    ],
)
def test_other_languages_have_the_figure_too(file: str, pattern: str, figure: int) -> None:
    assert number(file, pattern) == figure
