"""The anchors of the pages that others may have linked to: `make record` adds those that are new, and none is lost."""

from pathlib import Path

from asrun import ROOT
from asrun.pages.site import Page, Site
from asrun.text import read_text

PUBLISHED = ROOT / "tests/published_anchors.txt"
"""Each page with the anchors of its headings, codes and examples, those of before a split too: a line each."""

ADDRESSED = "h1, h2, h3, h4, h5, h6, .tabbed-set > input, code, a[id]"


def lost(page: Page, published: Path = PUBLISHED) -> list[str]:
    """The anchors that are on the list, and no more on the page."""
    there = {f"{page.name}#{each['id']}" for each in page.article.select("[id]")}
    return sorted(each for each in set(read_text(published).splitlines()) - there if each.startswith(f"{page.name}#"))


def publish(site: Site, published: Path = PUBLISHED) -> None:
    """Adds the anchors of the site that are not on the list yet."""
    there = {
        f"{page.name}#{each['id']}" for page in site.pages for each in page.article.select(ADDRESSED) if each.get("id")
    }
    text = "".join(f"{line}\n" for line in sorted({*read_text(published).splitlines(), *there}))
    published.write_text(text, "utf-8", newline="\n")
