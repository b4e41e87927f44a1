"""The site's build against the same pages with the code pasted in."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, compared, in_turns, project, ran

INCLUDE = re.compile(r'^( *)--8<-- "(.+)"$', re.MULTILINE)
SNIPPETS = "  - pymdownx.snippets:\n      base_path: [snippets]\n      check_paths: true\n"
PLAIN, SEARCH_ALONE = "plain.yml", "INHERIT: mkdocs.yml\nplugins: [search]\n"


def figures() -> Iterator[Figure]:
    ours, without = project("site"), pasted("pasted")
    cpu = in_turns(
        {
            "ours": lambda: _mkdocs(ours, "mkdocs.yml"),
            "pasted": lambda: _mkdocs(without, "mkdocs.yml"),
            "plain": lambda: _mkdocs(without, PLAIN),
            "zensical": lambda: _zensical(ours),
            "zensical, pasted": lambda: _zensical(without),
        }
    )
    yield compared("mkdocs build ÷ the code pasted in, same plugins", cpu["ours"], cpu["pasted"], 1.1)
    yield compared("mkdocs build ÷ the code pasted in, search alone", cpu["ours"], cpu["plain"])
    yield compared("zensical build ÷ the code pasted in", cpu["zensical"], cpu["zensical, pasted"], 1.1)


def pasted(name: str) -> Path:
    """A copy of the project whose pages have the code in them."""
    copy = project(name)
    for page in (copy / "docs").rglob("*.md"):
        page.write_text(INCLUDE.sub(lambda found: _text(copy, found), page.read_text("utf-8")), "utf-8")
    settings = (copy / "mkdocs.yml").read_text("utf-8")
    if SNIPPETS not in settings:
        raise ValueError("mkdocs.yml: expected pymdownx.snippets as benchmarks/site.py has it")
    (copy / "mkdocs.yml").write_text(settings.replace(SNIPPETS, "").replace("watch: [snippets]\n", ""), "utf-8")
    (copy / PLAIN).write_text(SEARCH_ALONE, "utf-8")
    return copy


def _text(copy: Path, found: re.Match[str]) -> str:
    lines = (copy / "snippets" / found[2]).read_text("utf-8").removesuffix("\n").split("\n")
    return "\n".join(found[1] + line if line else "" for line in lines)


def _mkdocs(folder: Path, settings: str) -> float:
    return ran([sys.executable, "-m", "mkdocs", "build", "--no-strict", "-q", "-f", settings], cwd=folder).cpu


def _zensical(folder: Path) -> float:
    for built in (".cache", "site"):  # it does not build over what MkDocs has built
        shutil.rmtree(folder / built, ignore_errors=True)
    return ran([sys.executable, "-m", "zensical", "build"], cwd=folder).cpu
