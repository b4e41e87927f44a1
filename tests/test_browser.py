"""What a reader's browser does with the built site."""

import pytest

from asrun.browser.visit import Visits
from asrun.pages.places import PAGES
from asrun.pages.site import Site
from asrun.report import report


@pytest.mark.parametrize("page", PAGES)
def test_copy_gives_each_file_as_it_is(page: str, site: Site, visits: Visits) -> None:
    report(visits[site.page(page).url].copies)
