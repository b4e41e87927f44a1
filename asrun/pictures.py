"""The pictures that asrun.toml lists in [pictures]: asrun record draws them, and a stale one is a finding.

One is a session in the sandbox's shell, drawn as SVG. The other is a part of a built page, as PNG. Browsers draw that
differently on each machine, so the file keeps a fingerprint of what it shows.
"""

import re
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from asrun import ROOT
from asrun.api import Api
from asrun.finding import Finding
from asrun.pages.descriptions import HEADINGS, disagreement, vocabulary
from asrun.pages.site import Site
from asrun.sandbox.picture import draw
from asrun.settings import FILE, glimpse_settings
from asrun.text import FileError, glimpse

FIX = "run python -m asrun record and look at it"
_FINGERPRINT = re.compile(rb"tEXtFingerprint\0([0-9a-f]{64})")
_AFTER_HEADER = 33
"""Bytes of a PNG's signature and its first chunk, behind which a text may stand."""


def pictures(root: Path = ROOT) -> Mapping[str, Mapping[str, Any]]:
    """The settings of each picture, by its path below the project's folder."""
    its: Mapping[str, Mapping[str, Any]] = glimpse_settings(root).get("pictures", {})
    return its


def check_picture(name: str, api: Api, site: Site) -> Iterator[Finding]:
    """Whether a picture shows what it would be drawn from now, and whether each text that describes it says so."""
    settings, file = pictures()[name], ROOT / name
    if "session" in settings:
        drawn = draw(api, settings["session"], settings.get("files", {}))
        is_stale, labels, shown = glimpse(file) != drawn, [], unescape(re.sub("<[^>]+>", "", drawn))
    else:
        heading, parts = section(site, settings["page"])
        present = _FINGERPRINT.search(file.read_bytes()) if file.is_file() else None
        is_stale = present is None or present[1].decode() != fingerprint(site, settings["page"])
        labels = [_title(site, settings["page"]), heading, *_tabs(site, parts)]
        shown = " ".join(" ".join(part.get_text().split()) for part in parts)
    uses = list(_uses(file))
    if not uses or is_stale:
        expected = "what is there now" if uses else "a page that shows the picture"
        where, actual, fix = (uses[0][0], "another picture", FIX) if uses else ("", "none", f"remove it from {FILE}")
        yield Finding(where=where, file=name, expected=expected, actual=actual, fix=fix)
    for where, description in uses:
        if wrong := disagreement(description, shown, labels, vocabulary(api)):
            yield Finding(where=where, file=name, expected=wrong[0], actual=wrong[1], fix="describe what it shows")


def _uses(file: Path) -> Iterator[tuple[str, str]]:
    """Each place, as `page:line`, that shows a picture, and the alternative text that it has there."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for number, line in enumerate(glimpse(page).splitlines(), 1):
            for alternative, path in re.findall(r"!\[(.*?)\]\(([^)\s]+)\)", line):
                if (page.parent / path).resolve() == file:
                    yield f"{page.relative_to(ROOT).as_posix()}:{number}", alternative


def section(site: Site, place: str) -> tuple[str, list[Tag]]:
    """The text of the heading at `page.md#anchor`, and its section: the heading, and what follows up to the next.

    Raises FileError.
    """
    name, _, anchor = place.partition("#")
    page = next((page for page in site.pages if page.name == name), None)
    heading = page and page.article.find(id=anchor)
    if not isinstance(heading, Tag):
        raise FileError(ROOT / FILE, "a picture's page.md#id, which is a heading's", place, "correct it")
    parts = [heading]
    for each in heading.find_next_siblings():
        if each.name in HEADINGS:
            break
        parts.append(each)
    return str(heading.find(string=True)), parts


def _title(site: Site, place: str) -> str:
    title = site.page(place.partition("#")[0]).article.find("h1")
    return str(title.find(string=True)) if isinstance(title, Tag) else ""


def _tabs(site: Site, parts: list[Tag]) -> tuple[str, ...]:
    """The labels of the section's first tabs."""
    tabs = BeautifulSoup("".join(map(str, parts)), "lxml").select_one(site.theme.tabs)
    return site.theme.labels(tabs) if tabs else ()


def fingerprint(site: Site, place: str) -> str:
    """A hash of what a picture of that section shows: its HTML, the navigation's text, and the styles of the page."""
    page = site.page(place.partition("#")[0])
    whole, parts = BeautifulSoup(page.html, "lxml"), [str(part) for part in section(site, place)[1]]
    parts += [" ".join(each.get_text().split()) for each in whole.select("nav")]
    for link in whole.select('link[rel="stylesheet"]'):
        file = site.file(page).parent / str(link["href"])
        parts.append(glimpse(file) or str(link["href"]))
    return sha256("\0".join(parts).encode()).hexdigest()


def renew_pictures(root: Path, api: Api, site: Site) -> None:
    """Draws what is stale. Where there is no browser, it says so, and leaves the pictures of pages as they are."""
    for name, settings in pictures(root).items():
        if "session" in settings:
            text = draw(api, settings["session"], settings.get("files", {}))
            (root / name).write_text(text, encoding="utf-8", newline="\n")
            continue
        mark = fingerprint(site, settings["page"])
        if (root / name).is_file() and f"Fingerprint\0{mark}".encode() in (root / name).read_bytes():
            continue
        try:
            from asrun.browser.screenshot import shot  # noqa: PLC0415 # Playwright is an extra

            png = shot(site, settings["page"])
        except (ImportError, FileNotFoundError) as error:
            sys.stderr.write(f"{name}: left as it is, as no browser could be opened. {error}\n")
            continue
        (root / name).write_bytes(_marked(png, mark))


def _marked(png: bytes, mark: str) -> bytes:
    """The picture with the fingerprint in it, as a text of its own."""
    data = f"tEXtFingerprint\0{mark}".encode()
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:_AFTER_HEADER] + chunk + png[_AFTER_HEADER:]
