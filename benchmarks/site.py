"""The site's build against the same pages with the code pasted in."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Ran, alternated, middle, project, ran, ratio

INCLUDE = re.compile(r'^( *)--8<-- "(.+)"$', re.MULTILINE)
SNIPPETS = "  - pymdownx.snippets:\n      base_path: [snippets]\n      check_paths: true\n"
SEARCH_ALONE = "INHERIT: mkdocs.yml\nplugins: [search]\n"


def figures() -> Iterator[Figure]:
    ours, pasted = project("site"), _pasted("pasted")
    runs = alternated(
        {
            "ours": lambda: _mkdocs(ours, "mkdocs.yml"),
            "pasted": lambda: _mkdocs(pasted, "mkdocs.yml"),
            "plain": lambda: _mkdocs(pasted, "plain.yml"),
            "zensical": lambda: _zensical(ours),
            "zensical, pasted": lambda: _zensical(pasted),
        }
    )
    seconds = {name: f"{middle(each):.1f} s" for name, each in runs.items()}
    yield Figure(
        "mkdocs build ÷ the code pasted in, same plugins",
        ratio(runs["ours"], runs["pasted"]),
        "",
        1.1,
        f"{seconds['ours']} ÷ {seconds['pasted']}",
    )
    yield Figure(
        "mkdocs build ÷ the code pasted in, search alone",
        ratio(runs["ours"], runs["plain"]),
        "",
        None,
        f"{seconds['ours']} ÷ {seconds['plain']}: minify and llmstxt make the rest",
    )
    yield Figure(
        "zensical build ÷ the code pasted in",
        ratio(runs["zensical"], runs["zensical, pasted"]),
        "",
        1.1,
        f"{seconds['zensical']} ÷ {seconds['zensical, pasted']}",
    )


def _pasted(name: str) -> Path:
    """A copy of the project whose pages have the code in them."""
    copy = project(name)
    for page in (copy / "docs").rglob("*.md"):
        page.write_text(INCLUDE.sub(lambda found: _text(copy, found), page.read_text("utf-8")), "utf-8")
    settings = (copy / "mkdocs.yml").read_text("utf-8")
    if SNIPPETS not in settings:
        raise ValueError("mkdocs.yml: expected pymdownx.snippets as benchmarks/site.py has it")
    (copy / "mkdocs.yml").write_text(settings.replace(SNIPPETS, "").replace("watch: [snippets]\n", ""), "utf-8")
    (copy / "plain.yml").write_text(SEARCH_ALONE, "utf-8")
    return copy


def _text(copy: Path, found: re.Match[str]) -> str:
    lines = (copy / "snippets" / found[2]).read_text("utf-8").removesuffix("\n").split("\n")
    return "\n".join(found[1] + line if line else "" for line in lines)


def _mkdocs(folder: Path, settings: str) -> Ran:
    return ran([sys.executable, "-m", "mkdocs", "build", "--no-strict", "-q", "-f", settings], cwd=folder)


def _zensical(folder: Path) -> Ran:
    for built in (".cache", "site"):  # it does not build over what MkDocs has built
        shutil.rmtree(folder / built, ignore_errors=True)
    return ran([sys.executable, "-m", "zensical", "build"], cwd=folder)
