"""Every figure in the prose of a page is one of tests/figures.py, and every one of those is on its page."""

import re

from bs4 import BeautifulSoup

from asrun.pages.site import Site
from tests.figures import FIGURES, REFERENCES


def test_every_figure_of_the_prose_is_a_true_one_and_shown(site: Site) -> None:
    unknown, unseen = [], set(FIGURES)
    for page in site.pages:
        article = BeautifulSoup(str(page.article), "lxml")
        for other in article.select("pre, code, table, svg, .headerlink, .filename"):  # which other checks read
            other.replace_with(" ")
        text = REFERENCES.sub("", " ".join(article.get_text().split()))
        for words in sorted(FIGURES, key=len, reverse=True):
            if words in text:
                unseen.discard(words)
                text = text.replace(words, "")
        unknown += [f"docs/{page.name}: {words}" for words in re.findall(r"(?:\S+ ){0,4}\S*\d\S*(?: \S+){0,4}", text)]
    assert unknown == [], "tests/figures.py does not know them"
    assert unseen == set(), "no page has them"
