"""The tests of this folder are those of the same name one folder up, on the site as Zensical builds it."""

from collections.abc import Iterator

import pytest

from asrun.browser.served import served
from asrun.browser.visit import Visits
from asrun.pages.site import Site

# A page of each kind: what a browser meets there is the theme's, and the words are the same on all.
VISITED = ("index.md", "api-reference/errors.md", "guides/webhooks.md")


@pytest.fixture(scope="session")
def site(zensical: Site) -> Site:
    return zensical


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with served(site.output) as address:
        yield address


@pytest.fixture(scope="session")
def visits(site: Site, address: str) -> Iterator[Visits]:
    visits = Visits(address, site, [site.page(name) for name in VISITED])
    yield visits
    visits.close()
