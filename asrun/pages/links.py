"""Links: each leads to a place that is there, over https to a host that is listed, and its words say where it leads."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from bs4 import Tag

from asrun.finding import Finding, quote
from asrun.pages.blocks import HEADINGS, heading_above, letters, text_of, where
from asrun.pages.site import NAVIGATION, Page, Site
from asrun.pages.words import Weights, stems
from asrun.settings import FILE, project_settings
from asrun.text import glimpse

FILE_NAME = re.compile(r"[\w-]+\.\w+")
OPERATION = re.compile(r"[A-Z]+ /\S*")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPENING = 60
"""How many words after a heading tell what its section is about."""
PART = 0.3
"""What a word counts that the link has of the title or of the opening, or only its sentence of the heading."""
HERE = 0.6
"""The least agreement with an id, as a share of what the link itself has of another heading of that page."""
LEAST, SHARE = 0.13, 0.3
"""The least agreement: shares of what a word tells that one place alone has, and of the agreement of any other place.

Measured on this project's 300 links: five in a hundred wrong places pass.
"""


class Place(NamedTuple):
    """A page, or an id on it: the stems of its heading and id, and those of its title and opening."""

    page: str
    anchor: str
    named: frozenset[str]
    about: frozenset[str]


@dataclass(frozen=True)
class Link:
    """A link of a page."""

    page: Page
    element: Tag
    address: SplitResult

    @cached_property
    def text(self) -> str:
        return text_of(self.element)

    @cached_property
    def block(self) -> Tag:
        """The row, or the paragraph, that has it."""
        return self.element.find_parent("tr") or self.element.find_parent(["li", "p", "td", "dd"]) or self.element

    @cached_property
    def sentence(self) -> str:
        whole = text_of(self.block)
        return next((each for each in re.split(r"(?<=[.!?]) ", whole) if self.text in each), whole)

    @property
    def is_external(self) -> bool:
        return bool(self.address.scheme or self.address.netloc)

    def finding(self, expected: str, actual: str, fix: str) -> Finding:
        return Finding(where=where(self.page, self.block), expected=expected, actual=actual, fix=fix)


def check_links(site: Site) -> Iterator[Finding]:
    """What is wrong with where the links lead."""
    hosts = project_settings(site.project).get("external_hosts")
    for link in links(site):
        if not link.is_external:
            yield from _broken(site, link)
        elif hosts is not None:
            yield from (link.finding(*each) for each in _strange(link.address, hosts))
    lines = glimpse(site.project / NAVIGATION).splitlines() if hosts is not None else []
    for number, line in enumerate(lines, 1):
        for url in re.findall(r"https?://[^\s\"'<>]+", "" if line.startswith("site_url:") else line):
            for expected, actual, fix in _strange(urlsplit(url), hosts or ()):
                yield Finding(where=f"{NAVIGATION}:{number}", expected=expected, actual=actual, fix=fix)


def check_words(site: Site) -> Iterator[Finding]:
    """What is wrong with what the links say of where they lead."""
    places = Places(site)
    for link in filter(lambda each: each.text, links(site)):
        if link.is_external:
            yield from _unnamed(link)
        elif place := places.of(link):
            yield from places.misleading(link, place)
        elif FILE_NAME.fullmatch(link.text) and link.text != posixpath.basename(link.address.path):
            yield link.finding(f"a link to {link.text}", link.address.geturl(), "correct the link, or its text")


def links(site: Site) -> Iterator[Link]:
    """The links of all pages, but for those that a heading has to itself."""
    for page in site.pages:
        for element in page.article.select("a[href]:not(.headerlink)"):
            yield Link(page, element, urlsplit(str(element["href"])))


def target(site: Site, page: Page, address: SplitResult) -> tuple[str, str]:
    """The page that a link leads to, empty where it leads to none, and the id there."""
    path = posixpath.normpath(posixpath.join(f"/{page.url}", unquote(address.path)))
    return site.names.get(path.rstrip("/"), "") if address.path else page.name, unquote(address.fragment)


class Places:
    """Each place that a link can lead to, by its page and its id; the page itself has none."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.all = {(place.page, place.anchor): place for page in site.pages for place in _places(page)}
        self._rivals = [place for place in self.all.values() if place.anchor]
        self._weights = Weights([place.named | place.about for place in self._rivals])

    def of(self, link: Link) -> Place | None:
        return self.all.get(target(self._site, link.page, link.address))

    def misleading(self, link: Link, place: Place) -> Iterator[Finding]:
        """Compares what a link says of a place with what it says of the others, but for that where it stands."""
        here = (link.page.name, heading_above(link.element))
        said, around = frozenset(stems(link.text)), frozenset(stems(link.sentence))
        beside = place.page if link.address.fragment else None
        agreement = {
            each: max(
                SHARE * self._agreement(said, around, each),
                HERE * self._weights(said & each.named) if each.page == beside else 0,
            )
            for each in self._rivals
            if each[:2] != here
        }
        other = max(agreement, key=lambda each: agreement[each])
        least = max(LEAST * self._weights.most, agreement[other])
        is_another = bool(OPERATION.fullmatch(link.text)) and not said <= place.named | place.about
        if not said <= place.named:
            is_another |= any(each.named == said and each.page != place.page for each in self._rivals)
        if is_another or (self._agreement(said, around, place) < least and said != place.named):
            named = f"words of the heading of {place.page}{'#' * bool(place.anchor)}{place.anchor}"
            rather = f", which rather says {other.page}#{other.anchor}" if agreement[other] >= least else ""
            fix = "let it lead there, or say in its sentence where it leads"
            yield link.finding(f"a link with {named}", quote(link.text) + rather, fix)

    def _agreement(self, said: frozenset[str], around: frozenset[str], place: Place) -> float:
        """What the link has of the place; its sentence counts less, the more of the heading's words it lacks."""
        weights, named = self._weights, place.named
        covered = weights((around | said) & named) / (weights(named) or 1)
        return weights(said & named) + PART * (
            weights(said & place.about - named) + covered * weights(around - said & named)
        )


def _places(page: Page) -> Iterator[Place]:
    """The headings of a page, and the page itself, which all its headings and its description are about."""
    headings = page.article.find_all(HEADINGS)
    title = stems(text_of(headings[0])) if headings else []
    for heading in headings:
        anchor = str(heading.get("id", ""))
        following = takewhile(lambda each: getattr(each, "name", "") not in HEADINGS, heading.next_elements)
        about = [*title, *stems(" ".join(each for each in following if isinstance(each, str)))[:OPENING]]
        named = stems(f"{text_of(heading)} {anchor.replace('-', ' ')}")
        if heading is headings[0]:
            named += stems(page.name.rpartition("/")[2].removesuffix(".md"))
            about += stems(" ".join(map(text_of, headings)) + f" {page.front_matter.get('description', '')}")
            yield Place(page.name, "", frozenset(named), frozenset(about))
        yield Place(page.name, anchor, frozenset(named), frozenset(about))


def _unnamed(link: Link) -> Iterator[Finding]:
    """An external link names a part of its address, as `sign up` does of https://shop.com/signup, or all of it."""
    labels = [*(link.address.hostname or "").split("."), *re.split(r"[/@]", unquote(link.address.path))]
    text = letters(link.text)
    if "@" in link.text or "://" in link.text:
        labels = [link.address.path if link.address.scheme == "mailto" else link.address.geturl()]
    if not any(len(label) > 3 and label in text for label in map(letters, labels)):
        actual = quote(link.text)
        yield link.finding(f"a link that names {link.address.geturl()}", actual, "name the page or the site in it")


def _strange(address: SplitResult, known: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What is expected of an address, what it is, and the fix.

    `known` are hosts, with a path where that is all, or a slash for that page alone.
    """
    url, host = address.geturl(), address.hostname or ""
    if address.scheme not in ("https", "mailto") and host not in LOOPBACK:
        yield "https", url, "write https://, or show the address as code"
    place = f"{host}{address.path}".rstrip("/")
    below = (f"{each}/" for each in known if not each.endswith("/"))
    if host not in LOOPBACK and f"{place}/" not in known and not f"{place}/".startswith(tuple(below)):
        yield "an address below external_hosts", url, f"correct the link, or add its host in {FILE}"


def _broken(site: Site, link: Link) -> Iterator[Finding]:
    here, path = site.file(link.page), unquote(link.address.path)
    to = here if not path else ((site.output if path[0] == "/" else here.parent) / path.lstrip("/")).resolve()
    files = (to, to / "index.html", to.with_suffix(".html"))
    file, anchor = next((each for each in files if each.is_file()), None), unquote(link.address.fragment)
    its_id = re.compile(rf"""\bid=["']?{re.escape(anchor)}["'\s>]""")
    if file is None or (anchor and file.suffix == ".html" and not its_id.search(file.read_text("utf-8"))):
        expected = "a page" if file is None else f"a place with the id {anchor}"
        yield link.finding(expected, f"none at {link.address.geturl()}", "correct the link")
