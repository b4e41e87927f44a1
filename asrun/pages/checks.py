"""The checks of a site that needs no list of its own: that it builds, and that its blocks, downloads and links hold."""

from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

import pytest

from asrun import ROOT
from asrun.api import Api
from asrun.collect import every_example
from asrun.finding import Finding
from asrun.pages.descriptions import check_diagrams, vocabulary
from asrun.pages.ledger import check_blocks, check_downloads, entries
from asrun.pages.site import Page, Site
from asrun.report import report
from asrun.settings import FILE, project_settings


def builds(built: Site | str) -> None:
    if isinstance(built, str):
        pytest.fail(built, pytrace=False)


def shows_programs_alone(site: Site) -> None:
    report(check_blocks(site, entries(ROOT, every_example()), {}, FILE))


def offers_what_ran(site: Site) -> None:
    contract = ROOT / project_settings(ROOT)["contract"]
    report(check_downloads(site, {contract, *(path for example in every_example() for path in example.files)}))


def leads_somewhere(site: Site) -> None:
    report(finding for page in site.pages for finding in _broken_links(site, page))


def describes_diagrams(site: Site, api: Api) -> None:
    report(check_diagrams(site, vocabulary(api)))


CHECKS: dict[str, Callable[..., None]] = {
    "the site builds": builds,
    "every block is shown by an example": shows_programs_alone,
    "every download ran": offers_what_ran,
    "every link leads somewhere": leads_somewhere,
    "every diagram is described": describes_diagrams,
}
"""The functions by the names of their items; what they ask for are fixtures of asrun.plugin."""


def _broken_links(site: Site, page: Page) -> Iterator[Finding]:
    here, settings = site.file(page), project_settings(site.project)
    for link in page.article.select("a[href]"):
        where, address = page.where(page.line_of(link.get_text())), urlsplit(str(link["href"]))
        if address.scheme or address.netloc:
            if address.netloc and address.netloc not in settings.get("external_hosts", [address.netloc]):
                expected, fix = "a host of external_hosts", f"correct the link, or add its host in {FILE}"
                yield Finding(where=where, expected=expected, actual=str(link["href"]), fix=fix)
            continue
        path = unquote(address.path)
        target = here if not path else ((site.output if path[0] == "/" else here.parent) / path.lstrip("/")).resolve()
        files = (target, target / "index.html", target.with_suffix(".html"))
        file = next((each for each in files if each.is_file()), None)
        anchor = unquote(address.fragment)
        if file is None or (anchor and file.suffix == ".html" and f'id="{anchor}"' not in file.read_text("utf-8")):
            expected = "a page" if file is None else f"a place with the id {anchor}"
            yield Finding(where=where, expected=expected, actual=f"none at {link['href']}", fix="correct the link")
