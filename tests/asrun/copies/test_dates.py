"""A page has the date of the last commit to it or to what it includes, and none where nobody knows it."""

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from asrun.copies.write import write_copies
from asrun.pages.site import Site
from asrun.text import read_text

FILES = {
    "docs/é &.md": '# A\n\n```text\n--8<-- "a/output.txt"\n```\n',
    "snippets/a/output.txt": "Hello\n",
    "docs/new.md": "# Not committed\n",
    "site/sitemap.xml": "".join(
        f"\n <url>\n  <loc>https://a.test/{path}</loc>\n  <lastmod>2030-01-01</lastmod>\n </url>"
        for path in ("é &amp;/", "new/", "other/")
    ),
    "site/sitemap.xml.gz": "",
    **{
        f"site/{page}/index.html": f'<head><link rel=canonical href="https://a.test/{page}/"></head>'
        '<article class="md-content__inner"><h1>Title</h1></article>'
        for page in ("é &", "new")
    },
}


def git(folder: Path, *arguments: str, date: str = "2026-01-09") -> None:
    settings = ("-c", "user.name=A", "-c", "user.email=a@a.test", "-c", "commit.gpgSign=false")
    environment = {**os.environ, "GIT_COMMITTER_DATE": f"{date}T12:00:00Z"}
    subprocess.run(["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project below the root of its repository: the page was committed on one day, what it includes on the next."""
    project = tmp_path / "repository/project"
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    git(tmp_path, "init", "repository")
    for name, date in (("docs/é &.md", "2026-01-01"), ("snippets", "2026-01-02")):
        git(project, "add", name)
        git(project, "commit", "-m", "A", date=date)
    return project


def written(project: Path) -> dict[str, str]:
    """What is written about each page, and into the sitemap."""
    write_copies(Site(project, project / "site"))
    sitemap = read_text(project / "site/sitemap.xml")
    assert gzip.decompress((project / "site/sitemap.xml.gz").read_bytes()).decode() == sitemap
    pages = {page: read_text(project / f"site/{page}/index.html") for page in ("é &", "new")}
    copies = {f"{page}.md": read_text(project / f"site/{page}/index.md") for page in pages}
    return {"sitemap": sitemap, **pages, **copies}


def test_page_has_the_date_of_the_last_commit_to_it_or_to_what_it_includes(project: Path) -> None:
    found = written(project)
    assert '<meta property="article:modified_time" content="2026-01-02"></head>' in found["é &"]
    assert "Last updated: 2026-01-02." in found["é &.md"]
    mine, other = "<lastmod>2026-01-02</lastmod>", "\n  <lastmod>2030-01-01</lastmod>"
    first, *rest = FILES["site/sitemap.xml"].split("</url>")
    assert found["sitemap"] == "</url>".join([first.replace(other.strip(), mine), *rest]).replace(other, "")
    assert "20" not in found["new"] + found["new.md"]
    assert written(project) == found


def test_no_page_has_a_date_without_the_whole_history(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--depth", "1", project.parent.as_uri(), "shallow")
    (project.parent / ".git").rename(tmp_path / "git")
    (tmp_path / "shallow/.git").rename(project.parent / ".git")
    assert "20" not in "".join(written(project).values())
    (project.parent / ".git").rename(tmp_path / "shallow-git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "20" not in "".join(written(project).values())
    monkeypatch.setenv("PATH", "")
    assert "20" not in "".join(written(project).values())
