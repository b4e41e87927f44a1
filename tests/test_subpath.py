"""The site works below a path, as GitHub Pages serves the site of a project."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from asrun import ROOT
from asrun.browser.chrome import complaints
from asrun.browser.served import served
from asrun.browser.visit import loaded
from asrun.pages.site import Site, build
from tests.builders import build_with_zensical

pytestmark = pytest.mark.check

PATH = "example-api-docs/"
SITE_URL = "site_url: https://docs.example.com/"


@pytest.fixture(scope="module")
def project(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of a site that is for an address with a path, with what the site was made ready with."""
    project = tmp_path_factory.mktemp("project")
    for folder in ("docs", "snippets"):
        (project / folder).symlink_to(site.project / folder)
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert SITE_URL in settings
    (project / "mkdocs.yml").write_text(settings.replace(SITE_URL, SITE_URL + PATH), "utf-8")
    return project


@pytest.fixture(scope="module")
def address(project: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the site is served below that path; the parameter is what builds it."""
    site = request.param(project, tmp_path_factory.mktemp("output") / "site")
    with served(site.output, below=PATH) as address:
        yield address


@pytest.mark.parametrize("address", [build, build_with_zensical], indirect=True)
def test_pages_stay_below_the_path_with_navigation_and_the_choice_of_a_language(page: Page, address: str) -> None:
    heard = complaints(page, address)
    fetched = loaded(page, address + "guides/webhooks/?lang=python")
    assert all(path.startswith(PATH) for path in fetched), fetched
    page.evaluate("globalThis.kept = true")
    page.locator(".md-nav--primary a[href$='guides/sdks/']").click()
    page.wait_for_url(address + "guides/sdks/")
    page.locator("h1#sdks").wait_for()
    assert page.evaluate("globalThis.kept"), "the page was loaded anew"
    assert page.locator(".tabbed-labels > label", has_text="Python").first.evaluate("label => label.control.checked")
    assert heard == []
    loaded(page, address + "404.html")
    page.locator(".md-nav--primary a[href$='guides/sdks/']").click()
    page.wait_for_url(address + "guides/sdks/")
