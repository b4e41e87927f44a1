from pathlib import Path

from asrun.pages.anchors import lost, publish
from asrun.pages.site import Site

HTML = '<article class="md-content__inner"><h2 id="{}">A</h2><p id="unlisted">B</p></article>'


def site(project: Path, heading: str) -> Site:
    for name, text in {"docs/index.md": "# A\n", "site/index.html": HTML.format(heading)}.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text, "utf-8")
    return Site(project, project / "site")


def test_new_anchors_join_those_that_were_published(tmp_path: Path) -> None:
    listed = tmp_path / "anchors.txt"
    listed.write_text("index.md#old\n", "utf-8")
    publish(site(tmp_path, "new"), listed)
    assert listed.read_text("utf-8") == "index.md#new\nindex.md#old\n"


def test_anchor_that_is_published_and_not_there_is_lost(tmp_path: Path) -> None:
    listed = tmp_path / "anchors.txt"
    listed.write_text("index.md#old\nindex.md#new\nother.md#old\n", "utf-8")
    assert lost(site(tmp_path, "new").page("index.md"), listed) == ["index.md#old"]
