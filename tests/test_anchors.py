"""Links that others have made go on leading somewhere: no anchor that was once published is lost."""

import pytest

from tests.harness import ROOT
from tests.harness.pages import PAGES
from tests.harness.site import Site
from tests.harness.text import read_text

PUBLISHED = ROOT / "tests/published_anchors.txt"
"""Each page with the anchors of its headings, codes and examples, those of before a split too: a line each."""


def published(name: str) -> set[str]:
    lines = (line.split("#") for line in read_text(PUBLISHED).splitlines())
    return {anchor for page, anchor in lines if page == name}


@pytest.mark.parametrize("name", PAGES)
def test_published_anchor_is_still_there(name: str, site: Site) -> None:
    there = {str(each["id"]) for each in site.page(name).article.select("[id]")}
    lost = sorted(published(name) - there)
    assert lost == [], f"docs/{name}: expected these anchors, which links lead to. Mend: give each an id again."


@pytest.mark.parametrize("name", PAGES)
def test_each_anchor_is_on_the_list_of_those_published(name: str, site: Site) -> None:
    article = site.page(name).article
    there = {
        str(each["id"])
        for each in article.select("h1, h2, h3, h4, h5, h6, .tabbed-set > input, code, a[id]")
        if each.get("id")
    }
    unlisted = sorted(there - published(name))
    assert unlisted == [], f"docs/{name}: expected a line for each in {PUBLISHED.name}. Mend: add page#anchor."
