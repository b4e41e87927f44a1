"""Builders differ in where they put the HTML of a page."""

from pathlib import Path

from asrun.pages.site import Site

BUILT = {
    "README.md": "",
    "guides/index.md": "guides/",
    "guides/first.mdx": "guides/first/",
    "02-use/01_keys.md": "use/keys/",
    "a/moved.md": "elsewhere/",
    "a/renamed.md": "a/other/",
}


def test_page_is_found_by_its_name_its_slug_or_without_its_number(tmp_path: Path) -> None:
    slugs = {"a/moved.md": "slug: /elsewhere", "a/renamed.md": "slug: other"}
    for name, address in BUILT.items():
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text(f"---\n{slugs.get(name, 'title: A')}\n---\n# A\n")
        (tmp_path / "site" / address).mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / address / "index.html").write_text("<h1>A</h1>")
    (tmp_path / "docs/a/_part.mdx").write_text("A part of others\n")
    assert {page.name: page.url for page in Site(tmp_path, tmp_path / "site").pages} == BUILT
