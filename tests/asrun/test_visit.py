from pathlib import Path

import pytest
from playwright.sync_api import Browser

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import PERMISSIONS, check_copies, loaded
from asrun.pages.build import build
from tests.asrun.small_site import PAGE, small_site, write


@pytest.mark.check
def test_block_that_copies_something_else_is_the_one_finding(browser: Browser, tmp_path: Path) -> None:
    small_site(tmp_path, {"index.md": PAGE})
    write(tmp_path, {"index.md": PAGE})
    site = build(tmp_path, tmp_path / "built")
    html = site.output / "index.html"
    html.write_text(html.read_text("utf-8").replace(">httpx<", ">requests<"), "utf-8")
    with served(site.output) as address, opened(browser, permissions=PERMISSIONS) as page:
        page.goto(address)
        found = check_copies(page, site, site.page("index.md"))
    (finding,) = found
    assert (finding.where, finding.tab) == ("docs/index.md:18", "Python")
    assert finding.expected == r'"import httpx\n" as line 3 in the clipboard'
    assert finding.actual == r'"import requests\n"'


def test_page_that_lacks_a_script_is_loaded_without_it(browser: Browser, tmp_path: Path) -> None:
    tmp_path.joinpath("index.html").write_text("<script src=gone.js></script>", "utf-8")
    tmp_path.joinpath("404.html").write_text("<!doctype html>", "utf-8")
    with served(tmp_path) as address, opened(browser) as page:
        assert "gone.js" not in loaded(page, address)
