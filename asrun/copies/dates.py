"""When each page last changed, by its commits: a builder only knows when it built."""

import gzip
import re
import subprocess
from collections.abc import Mapping
from html import escape
from pathlib import Path

from asrun.pages.site import Site
from asrun.settings import SNIPPETS

_INCLUDED = re.compile(r'--8<-- "([^":]+)"')
_READABLE = ("-c", "core.quotePath=false", "-c", "log.showSignature=false")


def change_dates(site: Site) -> Mapping[str, str]:
    """The date of the last commit that changed a page or a file that it includes, as 2026-11-28, by the page's name.

    A page without a commit has none. No page has one where the history is shallow, or where git can't read any.
    """
    if _git(site.project, "rev-parse", "--is-shallow-repository") != "false\n":
        return {}
    log = _git(
        site.project,
        *_READABLE,
        "log",
        "--no-renames",
        "--format=%x00%cs",
        "--name-only",
        "--relative",
        "--",
        "docs",
        SNIPPETS,
    )
    changed: dict[str, str] = {}
    for date, *files in (commit.split("\n") for commit in log.split("\0")):
        changed.update({file: date for file in files if file not in changed})
    dates = {}
    for page in site.pages:
        if own := changed.get(f"docs/{page.name}"):
            included = (changed.get(f"{SNIPPETS}/{file}", "") for file in _INCLUDED.findall(page.markdown))
            dates[page.name] = max([own, *included])
    return dates


def _git(folder: Path, *arguments: str) -> str:
    """What git prints, or nothing where there is no git, or where it fails."""
    try:
        ended = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        return ""
    return "" if ended.returncode else ended.stdout


def date_sitemap(folder: Path, dates: Mapping[str, str]) -> None:
    """Gives each address in the sitemap of a folder the date that it has in `dates`, or none."""
    file, packed = folder / "sitemap.xml", folder / "sitemap.xml.gz"
    if not file.is_file():
        return
    text = re.sub(r"\s*<lastmod>.*?</lastmod>", "", file.read_text("utf-8"))
    for address, date in dates.items():
        if date:
            here = rf"(\s*)<loc>{re.escape(escape(address))}</loc>"
            text = re.sub(here, rf"\g<0>\1<lastmod>{date}</lastmod>", text)
    file.write_text(text, "utf-8")
    if packed.is_file():
        packed.write_bytes(gzip.compress(text.encode(), mtime=0))
