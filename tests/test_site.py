"""The site builds, strictly, with both builders, which show the same."""

from pathlib import Path

import pytest

from tests.harness import ROOT
from tests.harness.blocks import blocks
from tests.harness.site import Page, Site, build_with_zensical


def test_site_builds(built: Site | str) -> None:
    if isinstance(built, str):
        pytest.fail(built, pytrace=False)


def test_zensical_shows_the_same_blocks_and_links(site: Site, tmp_path: Path) -> None:
    other = build_with_zensical(ROOT, tmp_path)
    assert [_shown(other, page) for page in other.pages] == [_shown(site, page) for page in site.pages]


def _shown(site: Site, page: Page) -> tuple[object, ...]:
    shown = [(block.where, block.tab, block.heading, block.text) for block in blocks(site, page)]
    return page.name, shown, [link["href"] for link in page.article.select("a[href]")]
