"""Links: each leads to a place that is there, over https to a host that is listed, and its words say where it leads."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from bs4 import Tag

from asrun.finding import Finding, quote
from asrun.pages.blocks import HEADINGS, heading_above
from asrun.pages.markdown import prose
from asrun.pages.site import Page, Site
from asrun.pages.words import Weights, stems
from asrun.settings import FILE, project_settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPENING = 60
"""How many words after a heading tell what its section is about."""

SENTENCE, TITLE, BEGINNING = 0.5, 0.4, 0.3
"""What a word counts that the link's sentence has of the heading, or the link of the page's title or of the opening.

A word of the link itself that the heading has counts 1; those of the sentence count less, the more of the heading's
they lack. What follows was measured on this project's 300 links: three in a hundred wrong places pass.
"""
LEAST, SHARE = 0.13, 0.2
"""The least agreement: shares of what a word tells that one place alone has, and of what the link's words tell."""
HERE, ELSEWHERE = 0.9, 0.4
"""The least share of the agreement of any other heading, on the page that the link leads to and on another page."""


class Place(NamedTuple):
    """What a link can lead to: a page, or an id on it, with the stems of its heading, and of what tells of it."""

    page: str
    anchor: str
    heading: frozenset[str]
    named: frozenset[str]
    title: frozenset[str]
    opening: frozenset[str]


@dataclass(frozen=True)
class Link:
    """A link of a page: its line there (from 1), its address, its text, and the sentence or the row that has it."""

    page: Page
    line: int
    address: SplitResult
    text: str
    sentence: str
    section: str

    def finding(self, expected: str, actual: str, fix: str) -> Finding:
        return Finding(where=self.page.where(self.line), expected=expected, actual=actual, fix=fix)


def check_links(site: Site) -> Iterator[Finding]:
    """What is wrong with where the links lead."""
    hosts = project_settings(site.project).get("external_hosts")
    for link in (link for page in site.pages for link in links(page)):
        if link.address.scheme or link.address.netloc:
            yield from _strange(link, hosts) if hosts is not None else ()
        else:
            yield from _broken(site, link)


def check_words(site: Site) -> Iterator[Finding]:
    """What is wrong with what the links say of where they lead."""
    its, urls = places(site), {f"/{page.url}".rstrip("/"): page.name for page in site.pages}
    weights = Weights([place.named | place.title | place.opening for place in set(its.values())])
    for link in (link for page in site.pages for link in links(page) if link.text):
        if link.address.scheme or link.address.netloc:
            yield from _unnamed(link)
        elif place := its.get(target(link, urls)):
            yield from misleading(link, place, its, weights)


def links(page: Page) -> list[Link]:
    """The links of a page in order, but for those that a heading has to itself."""
    sources = [
        (number, urlsplit(address))
        for number, line in prose(page.markdown)
        for address in re.findall(r"\]\(<?([^\s()>]*)", line)
    ]
    found = []
    for link in page.article.select("a[href]:not(.headerlink)"):
        block = link.find_parent("tr") or link.find_parent(["li", "p", "td", "dd"]) or link
        text, whole = _text(link), _text(block)
        sentence = next((each for each in re.split(r"(?<=[.!?]) ", whole) if text in each), whole)
        address = urlsplit(str(link["href"]))
        line = next((source for source in sources if _same(page, source[1], address)), None)
        if line:
            sources.remove(line)
        heading = link.find_previous(HEADINGS)
        shown = text if text in page.markdown else _text(heading) if heading else ""
        number = line[0] if line else page.line_of(shown)
        found.append(Link(page, number, address, text, sentence, heading_above(link)))
    return found


def target(link: Link, urls: Mapping[str, str]) -> tuple[str, str]:
    """The page that a link leads to, empty where it leads to none, and the id there; `urls` are those of the pages."""
    path = posixpath.normpath(posixpath.join(f"/{link.page.url}", unquote(link.address.path)))
    name = urls.get(path.rstrip("/"), "") if link.address.path else link.page.name
    return name, unquote(link.address.fragment)


def places(site: Site) -> Mapping[tuple[str, str], Place]:
    """Each place that a link can lead to, by its page and its id; the page itself has none."""
    found = {}
    for page in site.pages:
        headings = page.article.find_all(HEADINGS)
        title = frozenset(stems(_text(headings[0]))) if headings else frozenset()
        for heading in headings:
            place = _place(page, heading, title)
            if heading is headings[0]:
                every = [word for each in headings for word in stems(_text(each))]
                name = stems(page.name.rpartition("/")[2].removesuffix(".md"))
                about = [*every, *stems(str(page.front_matter.get("description", "")))]
                place = place._replace(named=place.named.union(name), opening=place.opening.union(about))
                found[page.name, ""] = place
            found[page.name, place.anchor] = place
    return found


def _place(page: Page, heading: Tag, title: frozenset[str]) -> Place:
    anchor = str(heading.get("id", ""))
    following = takewhile(lambda each: getattr(each, "name", "") not in HEADINGS, heading.next_elements)
    opening = stems(" ".join(each for each in following if isinstance(each, str)))[:OPENING]
    words = frozenset(stems(_text(heading)))
    return Place(page.name, anchor, words, words.union(stems(anchor.replace("-", " "))), title, frozenset(opening))


def misleading(link: Link, place: Place, its: Mapping[tuple[str, str], Place], weights: Weights) -> Iterator[Finding]:
    said, around = set(stems(link.text)), set(stems(link.sentence))
    covered = weights((around | said) & place.named) / (weights(place.named) or 1)
    agreement = (
        weights(said & place.named)
        + TITLE * weights(said & place.title - place.named)
        + BEGINNING * weights(said & place.opening - place.title - place.named)
        + SENTENCE * weights(around - said & place.named) * covered
    )
    headings = frozenset().union(*(each.named for each in its.values()))
    least, other = max(LEAST * weights.most, SHARE * weights(said & headings)), None
    for (page, anchor), rival in its.items():
        if rival == place or not anchor or (page, anchor) == (link.page.name, link.section):
            continue
        share = ELSEWHERE if page != place.page else HERE if link.address.fragment else 0
        if share * weights(said & rival.named) > max(least, agreement):
            least, other = share * weights(said & rival.named), rival
    if agreement < least and said != place.heading:
        named = f"words of the heading of {place.page}{'#' * bool(place.anchor)}{place.anchor}"
        actual = quote(link.text) + (f", which rather says {other.page}#{other.anchor}" if other else "")
        yield link.finding(f"a link with {named}", actual, "let it lead there, or say in its sentence where it leads")


def _unnamed(link: Link) -> Iterator[Finding]:
    """An external link names a part of its address, as `sign up` does of https://shop.com/signup, or all of it."""
    labels = [*(link.address.hostname or "").split("."), *re.split(r"[/@]", unquote(link.address.path))]
    text = _squeezed(link.text)
    if "@" in link.text or "://" in link.text:
        labels = [link.address.path if link.address.scheme == "mailto" else link.address.geturl()]
    if not any(len(label) > 3 and label in text for label in map(_squeezed, labels)):
        actual = quote(link.text)
        yield link.finding(f"a link that names {link.address.geturl()}", actual, "name the page or the site in it")


def _strange(link: Link, hosts: Sequence[str]) -> Iterator[Finding]:
    address, host = link.address.geturl(), link.address.hostname or ""
    if link.address.scheme == "mailto":
        host = link.address.path.rpartition("@")[2]
    elif link.address.scheme != "https" and host not in LOOPBACK:
        yield link.finding("https", address, "write https://, or show the address as code")
    if host not in (*hosts, *LOOPBACK):
        yield link.finding("a host of external_hosts", address, f"correct the link, or add its host in {FILE}")


def _broken(site: Site, link: Link) -> Iterator[Finding]:
    here, path = site.file(link.page), unquote(link.address.path)
    to = here if not path else ((site.output if path[0] == "/" else here.parent) / path.lstrip("/")).resolve()
    files = (to, to / "index.html", to.with_suffix(".html"))
    file, anchor = next((each for each in files if each.is_file()), None), unquote(link.address.fragment)
    its_id = re.compile(rf"""\bid=["']?{re.escape(anchor)}["'\s>]""")
    if file is None or (anchor and file.suffix == ".html" and not its_id.search(file.read_text("utf-8"))):
        expected = "a page" if file is None else f"a place with the id {anchor}"
        yield link.finding(expected, f"none at {link.address.geturl()}", "correct the link")


def _same(page: Page, source: SplitResult, built: SplitResult) -> bool:
    """Whether a link of the source is the one that was built: builders change only the path of a page."""
    bare = source._replace(path=re.sub(r"(^|/)index\.mdx?$|\.mdx?$", "", source.path)).path
    end = posixpath.basename(posixpath.normpath(built.path)) if built.path else ""
    return (
        source[3:] == built[3:]
        and source[:2] == built[:2]
        and (not end or not bare or bare.endswith(end) or page.name.endswith(source.path))
    )


def _text(element: Tag) -> str:
    return " ".join(element.get_text(" ").replace("¶", "").split())


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
