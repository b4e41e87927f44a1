"""A page has the date of the last commit that changed it or what it includes, or none."""

import gzip
import os
import re
import subprocess
from pathlib import Path

import pytest

from asrun.copies.dates import change_dates, date_sitemap
from asrun.copies.write import write_copies
from asrun.pages.site import Site
from asrun.text import read_text

ENTRY = "\n <url>\n  <loc>https://a.test/{}</loc>{}\n </url>"
WRITTEN = ("a/index.html", "a/index.md", "new/index.html", "new/index.md")
ARTICLE = '<article class="md-content__inner"><h1>Title</h1></article>'
PAGES = {
    "docs/index.md": "# Home\n",
    "docs/a.md": '# A\n\n```text\n--8<-- "a/output.txt"\n```\n',
    "docs/é b.md": "# B\n",
    "docs/new.md": "# Not committed\n",
    "snippets/a/output.txt": "Hello\n",
}


def git(folder: Path, *arguments: str, date: str = "") -> None:
    settings = ("-c", "user.name=A", "-c", "user.email=a@a.test", "-c", "commit.gpgSign=false")
    environment = os.environ | ({"GIT_COMMITTER_DATE": f"{date}T12:00:00Z"} if date else {})
    subprocess.run(["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project below the root of its repository, with a commit a day."""
    project = tmp_path / "repository/project"
    for name, text in PAGES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
        built = project / "site" / name.removeprefix("docs/").removesuffix(".md").removesuffix("index") / "index.html"
        built.parent.mkdir(parents=True, exist_ok=True)
        built.write_text(f'<head><link rel=canonical href="https://a.test/{name}"></head>{ARTICLE}')
    git(tmp_path, "init", "-q", "repository")
    for day, name in enumerate(["docs/index.md", "docs/a.md", "docs/é b.md", "snippets/a/output.txt"], 1):
        git(project, "add", name)
        git(project, "commit", "-m", "A", date=f"2026-01-0{day}")
    return project


def dates(project: Path) -> dict[str, str]:
    return dict(change_dates(Site(project, project / "site")))


def test_page_has_the_date_of_the_last_commit_of_its_file_or_of_what_it_includes(project: Path) -> None:
    assert dates(project) == {"index.md": "2026-01-01", "a.md": "2026-01-04", "é b.md": "2026-01-03"}


def test_copy_and_head_of_a_page_have_its_date(project: Path) -> None:
    write_copies(Site(project, project / "site"))
    found = {page: re.findall(r"20\d\d-\d\d-\d\d", read_text(project / "site" / page)) for page in WRITTEN}
    assert found == {
        "a/index.html": ["2026-01-04"],
        "a/index.md": ["2026-01-04"],
        "new/index.html": [],
        "new/index.md": [],
    }


def test_no_page_has_a_date_without_the_whole_history(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--depth", "1", project.parent.as_uri(), "shallow")
    (project / "site").rename(tmp_path / "shallow/project/site")
    (tmp_path / "shallow/project/docs/new.md").touch()
    assert dates(tmp_path / "shallow/project") == {}
    (project.parent / ".git").rename(tmp_path / "git")
    (tmp_path / "shallow/project/site").rename(project / "site")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert dates(project) == {}
    monkeypatch.setenv("PATH", "")
    assert dates(project) == {}


def test_sitemap_has_the_date_of_a_page_instead_of_the_builds(tmp_path: Path) -> None:
    mine, other = (f"\n  <lastmod>{date}</lastmod>" for date in ("2026-01-01", "2030-01-01"))
    (tmp_path / "sitemap.xml").write_text(ENTRY.format("a&amp;b/", other) + ENTRY.format("c/", other))
    (tmp_path / "sitemap.xml.gz").touch()
    for _ in ("built", "dated before"):
        date_sitemap(tmp_path, {"https://a.test/a&b/": "2026-01-01", "https://a.test/c/": ""})
        dated = (tmp_path / "sitemap.xml").read_text()
        assert dated == ENTRY.format("a&amp;b/", mine) + ENTRY.format("c/", "")
        assert gzip.decompress((tmp_path / "sitemap.xml.gz").read_bytes()).decode() == dated
