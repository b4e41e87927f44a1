from pathlib import Path

import pytest

from asrun.pages.site import BuildError, build, build_with_zensical
from tests.asrun.little import PAGE, made, write


def test_page_has_its_source_and_the_address_that_its_source_has_on_the_site(tmp_path: Path) -> None:
    site, _ = made(tmp_path, {"index.md": PAGE, "guides/index.md": "# Guides\n", "guides/first.md": "# First\n"})
    assert [(page.name, page.url) for page in site.pages] == [
        ("guides/first.md", "guides/first/"),
        ("guides/index.md", "guides/"),
        ("index.md", ""),
    ]
    assert site.page("guides/first.md").article.get_text(strip=True).startswith("First")


def test_broken_link_and_anchor_are_named_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, {"index.md": "# Page\n\n[Gone](gone.md)\n\n[Nowhere](#nowhere)\n"})
    with pytest.raises(BuildError) as caught:
        build(tmp_path, tmp_path / "site")
    assert str(caught.value).splitlines() == [
        "docs/index.md:3: Doc file 'index.md' contains a link 'gone.md',"
        " but the target is not found among documentation files.",
        "docs/index.md:5: Doc file 'index.md' contains a link '#nowhere', but there is no such anchor on this page.",
    ]


def test_page_out_of_the_navigation_and_one_that_is_not_there_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"index.md": "# Page\n", "lost.md": "# Lost\n", "hid.md": "# Hid\n"})
    settings = tmp_path / "mkdocs.yml"
    settings.write_text("nav:\n  - index.md\n  - gone.md\n" + settings.read_text("utf-8"), "utf-8")
    with pytest.raises(BuildError) as caught:
        build(tmp_path, tmp_path / "site")
    assert str(caught.value).splitlines() == [
        "docs/hid.md: expected a place in the nav of mkdocs.yml, actual none. Fix: add it.",
        "docs/lost.md: expected a place in the nav of mkdocs.yml, actual none. Fix: add it.",
        "mkdocs.yml:3: A reference to 'gone.md' is included in the 'nav' configuration,"
        " which is not found in the documentation files.",
    ]


def test_zensical_is_strict_too(tmp_path: Path) -> None:
    write(tmp_path / "project", {"index.md": "# Page\n\n[Gone](gone.md)\n"})
    with pytest.raises(BuildError, match=r"page does not exist[^$]*index\.md:3"):
        build_with_zensical(tmp_path / "project", tmp_path / "copy")
