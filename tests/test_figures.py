"""Every figure in the prose of a page is one of tests/figures.py, and every one of those is on its page."""

import re

import pytest
from bs4 import BeautifulSoup

from asrun.pages.markdown import PAGES
from asrun.pages.site import Site
from tests.figures import FIGURES, REFERENCES


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_of_the_prose_is_a_true_one(site: Site, page: str) -> None:
    article = BeautifulSoup(str(site.page(page).article), "lxml")
    for other in article.select("pre, code, table, svg, .headerlink, .filename"):  # which other checks read
        other.replace_with(" ")
    text = " ".join(article.get_text().split())
    assert [words for words in FIGURES.get(page, ()) if words not in text] == [], "they are not on the page"
    text = REFERENCES.sub("", text)
    for words in FIGURES.get(page, ()):
        text = text.replace(words, "")
    assert re.findall(r"(?:\S+ ){0,4}\S*\d\S*(?: \S+){0,4}", text) == [], "tests/figures.py does not know them"
