"""The fixtures that show the site: built once, served once, in one browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.harness import ROOT
from tests.harness.browser import launched, served
from tests.harness.site import BuildError, Site, build
from tests.harness.sources import source_findings


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project's site as MkDocs builds it."""
    if findings := source_findings(ROOT):
        pytest.fail("\n".join(map(str, findings)), pytrace=False)
    try:
        return build(ROOT, tmp_path_factory.mktemp("site"))
    except BuildError as error:
        pytest.fail(f"mkdocs build --strict: {error}", pytrace=False)


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where the site is served, with a slash at its end."""
    with served(site.output) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium or Chrome."""
    with launched() as browser:
        yield browser
