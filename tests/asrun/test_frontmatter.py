"""What stands around the pages: each mistake in a small site is named with its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from asrun.pages.frontmatter import check_descriptions, check_navigation
from asrun.pages.site import Page, Site
from tests.asrun.small_site import short, small_site

PAGES = {
    "keys.md": "---\ndescription: Rotate and revoke a key.\n---\n# Keys\n\n## Rotate\n\n## Revoke\n",
    "limits.md": "---\ndescription: How many requests you can send.\n---\n# Limits\n\nYou can send few requests.\n",
    "hooks.md": "---\ndescription: Get webhooks.\n---\n# Webhooks\n\nGet deliveries.\n",
}
NAVIGATION = "\nnav:\n  - Guides:\n      - Limits: limits.md\n      - Webhooks: hooks.md\n  - Keys: keys.md\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return small_site(tmp_path_factory.mktemp("small"), PAGES)[0]


def test_description_of_another_page_is_named(small: Site) -> None:
    others = {"keys.md": "description: Get webhooks.", "limits.md": "title: Limits"}
    pages = [_described(page, others.get(page.name, "description: Get webhooks.")) for page in small.pages]
    site = replace(small)
    site.__dict__["pages"] = tuple(pages)
    assert list(map(short, check_descriptions(site))) == [
        "docs/keys.md:2: expected a description of its own, actual that of docs/hooks.md",
        'docs/keys.md:2: expected a description of docs/keys.md, actual "Get webhooks.", which fits docs/hooks.md',
        "docs/limits.md:1: expected a description, actual none",
    ]


def test_figure_of_a_description_is_on_its_page(tmp_path: Path) -> None:
    site, _ = small_site(tmp_path, PAGES | {"keys.md": PAGES["keys.md"].replace("a key", "2 keys")})
    assert [short(finding) for finding in check_descriptions(site)] == [
        "docs/keys.md:2: expected figures that the page has, actual 2"
    ]


def _described(page: Page, described: str) -> Page:
    return replace(page, markdown=page.markdown.replace(page.markdown.splitlines()[1], described))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("Limits: l", "Errors: l", ['expected the title "Limits", as on the page, actual "Errors"']),
        ("  - Keys: keys.md\n", "", ["expected docs/keys.md once in mkdocs.yml, actual none"]),
    ],
)
def test_navigation_that_disagrees_with_the_pages_is_named(
    small: Site, old: str, new: str, found: list[str], tmp_path: Path
) -> None:
    (tmp_path / "mkdocs.yml").write_text(NAVIGATION.replace(old, new), "utf-8")
    site = replace(small, project=tmp_path)
    site.__dict__["pages"] = small.pages
    said = [str(finding).partition(": ")[2] for finding in check_navigation(site)]
    assert [each[: len(text)] for each, text in zip(said, found, strict=True)] == found
