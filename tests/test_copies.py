"""What others take of a page: its copies, what it shows on paper, and its anchors."""

from collections import Counter

import pytest

from asrun.browser.visit import Visits
from asrun.copies.ledger import check_copies
from asrun.copies.lines import printed
from asrun.pages.markdown import PAGES
from asrun.pages.site import Site
from asrun.report import report
from tests.builders import each_builder, each_page_of_ours


@pytest.mark.check
def test_copies_of_zensicals_site_say_what_its_pages_say(zensical: Site) -> None:
    report(check_copies(zensical))


@each_page_of_ours
def test_print_shows_all_that_the_page_shows_and_cuts_nothing(page: str, site: Site, visits: Visits) -> None:
    source = site.page(page)
    assert visits[source.url].printed == [(text, 0) for text in printed(source)]


@pytest.mark.parametrize("page", PAGES)
@each_builder
def test_anchors_are_stable(page: str, site: Site) -> None:
    """Every heading and tab has an id, made of words, once on the page: no number that another heading would change."""
    article = site.page(page).article
    marked = article.select("h1, h2, h3, h4, h5, h6, .tabbed-set > input")
    assert [str(each) for each in marked if not each.get("id")] == []
    ids = Counter(str(each["id"]) for each in article.select("[id]"))
    assert [each for each, count in ids.items() if count > 1 or each.startswith("__tabbed_")] == []
