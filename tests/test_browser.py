"""What a reader's browser does with the built site."""

import pytest

from tests.harness.pages import PAGES
from tests.harness.report import report
from tests.harness.site import Site
from tests.harness.visit import Visits


@pytest.mark.parametrize("page", PAGES)
def test_copy_gives_each_file_as_it_is(page: str, site: Site, visits: Visits) -> None:
    report(visits[site.page(page).url].copies)
