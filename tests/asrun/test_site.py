from pathlib import Path

import pytest

from asrun.pages.site import BuildError, build, build_with_zensical
from tests.asrun.small_site import PAGE, small_site, write

GONE = "[Gone](gone.md)\n"


def test_page_has_its_source_the_address_of_its_source_and_its_anchors(tmp_path: Path) -> None:
    site, _ = small_site(tmp_path, {"index.md": PAGE, "guides/index.md": "# Guides\n", "guides/first.md": "# First\n"})
    assert [(page.name, page.url) for page in site.pages] == [
        ("guides/first.md", "guides/first/"),
        ("guides/index.md", "guides/"),
        ("index.md", ""),
    ]
    assert site.page("guides/first.md").article.get_text(strip=True).startswith("First")
    assert {"guides/first.md#first", "index.md#page"} <= site.anchors()
    assert site.anchors("code") == set()


def test_what_leads_nowhere_is_named_with_its_line_and_so_is_a_page_out_of_the_navigation(tmp_path: Path) -> None:
    write(tmp_path, {"index.md": f"# Page\n\n{GONE}\n[Nowhere](#nowhere)\n", "lost.md": "# Lost\n"})
    settings = tmp_path / "mkdocs.yml"
    settings.write_text("nav:\n  - index.md\n  - away.md\n" + settings.read_text("utf-8"), "utf-8")
    with pytest.raises(BuildError) as caught:
        build(tmp_path, tmp_path / "site")
    assert str(caught.value).splitlines() == [
        "docs/lost.md: expected a place in the nav of mkdocs.yml, actual none. Fix: add it.",
        "mkdocs.yml:3: A reference to 'away.md' is included in the 'nav' configuration,"
        " which is not found in the documentation files.",
        "docs/index.md:3: Doc file 'index.md' contains a link 'gone.md',"
        " but the target is not found among documentation files.",
        "docs/index.md:5: Doc file 'index.md' contains a link '#nowhere', but there is no such anchor on this page.",
    ]


def test_zensical_is_strict_too(tmp_path: Path) -> None:
    write(tmp_path / "project", {"index.md": f"# Page\n\n{GONE}"})
    with pytest.raises(BuildError, match=r"page does not exist[^$]*index\.md:3"):
        build_with_zensical(tmp_path / "project", tmp_path / "copy")
