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
from itertools import takewhile
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from asrun import ROOT
from asrun.api import Api
from asrun.finding import Finding
from asrun.pages.blocks import HEADINGS, plain
from asrun.pages.descriptions import disagreement, vocabulary
from asrun.pages.site import Site
from asrun.sandbox.picture import draw
from asrun.settings import FILE, glimpse_settings
from asrun.text import FileError, glimpse

FIX = "run python -m asrun record and look at it"
_AFTER_HEADER = 33
"""Bytes of a PNG's signature and its first chunk, behind which a text may stand."""


def pictures(root: Path = ROOT) -> Mapping[str, Mapping[str, Any]]:
    """The settings of each picture, by its path below the project's folder."""
    its: Mapping[str, Mapping[str, Any]] = glimpse_settings(root).get("pictures", {})
    return its


def check_picture(name: str, api: Api, site: Site) -> Iterator[Finding]:
    """Whether a picture shows what it would be drawn from now, and whether each text that describes it says so."""
    settings, file = pictures()[name], ROOT / name
    uses, mark = list(_uses(file)), _mark(settings, api, site)
    if not uses:
        expected, fix = "a page that shows the picture", f"remove it from {FILE}"
        yield Finding(file=name, expected=expected, actual="none", fix=fix)
    elif not _is_current(file, mark):
        yield Finding(where=uses[0][0], file=name, expected="what is there now", actual="another picture", fix=FIX)
    labels, shown = [], unescape(re.sub("<[^>]+>", "", mark))
    if "page" in settings:
        parts = _section(site, settings["page"])
        labels, shown = _labels(site, settings["page"], parts), " ".join(map(plain, parts))
    words = vocabulary(api)
    size = re.search('width="[^"]*" height="[^"]*"', mark)
    for where, description, attributes in uses:
        if size and size[0] not in attributes:
            expected, actual = f"the size of the picture, {size[0]}", attributes or "none"
            yield Finding(where=where, file=name, expected=expected, actual=actual, fix="correct it")
        if wrong := disagreement(description, shown, labels, words):
            yield Finding(where=where, file=name, expected=wrong[0], actual=wrong[1], fix="describe what it shows")


def _mark(settings: Mapping[str, Any], api: Api, site: Site) -> str:
    """What an up-to-date file is, or what it has in it if it's a PNG."""
    if "session" in settings:
        return draw(api, settings["session"], settings.get("files", {}), settings.get("judge", ()))
    return _fingerprint(site, settings["page"])


def _is_current(file: Path, mark: str) -> bool:
    text = glimpse(file)
    return text == mark or f"Fingerprint\0{mark}" in text


def _uses(file: Path) -> Iterator[tuple[str, str, str]]:
    """Each place, as `page:line`, that shows a picture, and the alternative text and attributes that it has there."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for number, line in enumerate(glimpse(page).splitlines(), 1):
            for text, path, attributes in re.findall(r"!\[(.*?)\]\(([^)\s]+)\)(?:\{ *([^}]*?) *\})?", line):
                if (page.parent / path).resolve() == file:
                    yield f"{page.relative_to(ROOT).as_posix()}:{number}", text, attributes


def _section(site: Site, place: str) -> list[Tag]:
    """The heading at `page.md#anchor`, and what follows up to the next. Raises FileError."""
    name, _, anchor = place.partition("#")
    heading = site.page(name).article.find(id=anchor)
    if not isinstance(heading, Tag):
        raise FileError(ROOT / FILE, "a picture's page.md#id, which is a heading's", place, "correct it")
    return [heading, *takewhile(lambda each: each.name not in HEADINGS, heading.find_next_siblings())]


def _labels(site: Site, place: str, parts: list[Tag]) -> list[str]:
    """The title of the page, the heading of the section, and the labels of its first tabs."""
    titles = [*site.page(place.partition("#")[0]).article.find_all("h1", limit=1), parts[0]]
    tabs = BeautifulSoup("".join(map(str, parts)), "lxml").select_one(site.theme.tabs)
    return [*(str(each.find(string=True)) for each in titles), *(site.theme.labels(tabs) if tabs else ())]


def _fingerprint(site: Site, place: str) -> str:
    """A hash of what a picture of that section shows: its HTML, the navigation's text, and the styles of the page."""
    page = site.page(place.partition("#")[0])
    whole, parts = BeautifulSoup(page.html, "lxml"), [str(part) for part in _section(site, place)]
    parts += map(plain, whole.select("nav"))
    for link in whole.select('link[rel="stylesheet"]'):
        parts.append(glimpse(site.file(page).parent / str(link["href"])) or str(link["href"]))
    return sha256("\0".join(parts).encode()).hexdigest()


def renew_pictures(root: Path, api: Api, site: Site) -> None:
    """Draws what is stale. Where there is no browser, it says so, and leaves the pictures of pages as they are."""
    for name, settings in pictures(root).items():
        mark = _mark(settings, api, site)
        if _is_current(root / name, mark):
            continue
        if "session" in settings:
            (root / name).write_text(mark, encoding="utf-8", newline="\n")
            continue
        try:
            from asrun.browser.visit import shot  # noqa: PLC0415 # Playwright is an extra

            (root / name).write_bytes(_marked(shot(site, settings["page"]), mark))
        except (ImportError, FileNotFoundError) as error:
            sys.stderr.write(f"{name}: left as it is, as no browser could be opened. {error}\n")


def _marked(png: bytes, mark: str) -> bytes:
    """The picture with the fingerprint in it, as a text of its own."""
    data = f"tEXtFingerprint\0{mark}".encode()
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:_AFTER_HEADER] + chunk + png[_AFTER_HEADER:]
