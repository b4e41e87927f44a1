"""What stands around the pages: their descriptions, and the navigation in mkdocs.yml, say what the pages say."""

from collections import Counter
from collections.abc import Iterable, Iterator

from asrun.finding import Finding, quote
from asrun.pages.blocks import title_of
from asrun.pages.site import NAVIGATION, Page, Site
from asrun.pages.words import Weights, stems
from asrun.text import glimpse, line_of

COUNTS = {"h1": 6, "h2": 2, "h3": 2, "h4": 2, "p": 1, "li": 1, "th": 1, "td": 1}
"""How often a word counts by the element that it is in."""
SATURATION, LENGTH = 6, 0.75
"""BM25's k and b. With these and the counts above, each description of this project is about its own page."""


def check_descriptions(site: Site) -> Iterator[Finding]:
    """Each page has a description, which is about this page rather than about any other."""
    texts = {page.name: _words(page) for page in site.pages}
    weights, average = Weights(texts.values()), sum(text.total() for text in texts.values()) / (len(texts) or 1)
    by_text: dict[str, str] = {}
    for page in site.pages:
        where, description = page.where(page.line_of("description:")), str(page.front_matter.get("description", ""))
        if not description:
            yield Finding(where=where, expected="a description", actual="none", fix="write one in its front matter")
            continue
        if (first := by_text.setdefault(description, page.name)) != page.name:
            actual, fix = f"that of docs/{first}", "say what this page is about"
            yield Finding(where=where, expected="a description of its own", actual=actual, fix=fix)
        said = set(stems(description))
        if lacking := sorted(word for word in said if word.isdigit() and word not in texts[page.name]):
            yield Finding(
                where=where, expected="figures that the page has", actual=lacking[0], fix="correct the description"
            )
        about = {name: _relevance(said, text, weights, average) for name, text in texts.items()}
        if (rather := max(about, key=lambda name: (about[name], name == page.name))) != page.name:
            expected, actual = f"a description of docs/{page.name}", f"{quote(description)}, which fits docs/{rather}"
            yield Finding(where=where, expected=expected, actual=actual, fix="use the words of its headings")


def _relevance(said: Iterable[str], text: Counter[str], weights: Weights, average: float) -> float:
    """How much a page is about what is said: BM25, which search engines rank by."""
    length = SATURATION * (1 - LENGTH + LENGTH * text.total() / average)
    return sum(weights([word]) * text[word] / (text[word] + length) for word in said)


def check_navigation(site: Site) -> Iterator[Finding]:
    """The navigation names each page once, by its heading."""
    entries = site.navigation
    headings = {page.name: title_of(page) for page in site.pages}
    for entry in entries:
        said, heading = set(stems(entry.title)), headings.get(entry.page, entry.title)
        its = set(stems(heading))
        if not (entry.page == "index.md" or said <= its or its <= said):
            yield _finding(site, entry.page, f"the title {quote(heading)}, as on the page", quote(entry.title))
    pages = [entry.page for entry in entries]
    for page in headings:
        if (times := pages.count(page)) != 1:
            yield _finding(site, page, f"docs/{page} once in {NAVIGATION}", f"{times} times" if times else "none")


def _finding(site: Site, text: str, expected: str, actual: str) -> Finding:
    line = line_of(glimpse(site.project / NAVIGATION), text) or 1
    return Finding(where=f"{NAVIGATION}:{line}", expected=expected, actual=actual, fix="correct the navigation")


def _words(page: Page) -> Counter[str]:
    found: Counter[str] = Counter()
    for element in page.article.find_all(list(COUNTS)):
        if not (element.name == "li" and element.find("p")):
            for word in stems(element.get_text(" ")):
                found[word] += COUNTS[element.name]
    return found
