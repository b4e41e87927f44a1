"""The checks of a site that needs no list of its own: that it builds, and that its blocks, downloads and links hold."""

from collections.abc import Callable, Iterator

import pytest

from asrun import ROOT
from asrun.api import Api
from asrun.collect import every_example
from asrun.contract import Contract
from asrun.finding import Finding
from asrun.pages.counts import check_counts
from asrun.pages.descriptions import check_diagrams, vocabulary
from asrun.pages.frontmatter import check_descriptions, check_navigation
from asrun.pages.ledger import check_blocks, check_downloads, entries
from asrun.pages.links import check_links, check_words
from asrun.pages.places import check_places
from asrun.pages.site import Site
from asrun.pages.steps import check_steps
from asrun.report import report
from asrun.settings import FILE, project_settings


def builds(built: Site | str) -> None:
    if isinstance(built, str):
        pytest.fail(built, pytrace=False)


def shows_programs_alone(site: Site) -> None:
    report(check_blocks(site, entries(ROOT, every_example()), {}, FILE))


def shows_each_in_its_place(site: Site, contract: Contract) -> None:
    report(check_places(site, entries(ROOT, every_example()), contract))


def offers_what_ran(site: Site) -> None:
    contract = ROOT / project_settings(ROOT)["contract"]
    report(check_downloads(site, {contract, *(path for example in every_example() for path in example.files)}))


def agrees(judge: Callable[[Site], Iterator[Finding]]) -> Callable[[Site], None]:
    def holds(site: Site) -> None:
        report(judge(site))

    return holds


def describes_diagrams(site: Site, api: Api) -> None:
    report(check_diagrams(site, vocabulary(api)))


leads_somewhere, performs_steps = agrees(check_links), agrees(check_steps)

CHECKS: dict[str, Callable[..., None]] = {
    "the site builds": builds,
    "every block is shown by an example": shows_programs_alone,
    "every download ran": offers_what_ran,
    "every link leads somewhere": leads_somewhere,
    "every diagram is described": describes_diagrams,
}
"""The functions by the names of their items; what they ask for are fixtures of asrun.plugin."""

AGREE: dict[str, dict[str, Callable[..., None]]] = {
    "links": {"every link leads somewhere": leads_somewhere, "every link says where it leads": agrees(check_words)},
    "descriptions": {"every description is about its page": agrees(check_descriptions)},
    "navigation": {"the navigation names the pages": agrees(check_navigation)},
    "counts": {"every number counts what is beside it": agrees(check_counts)},
    "places": {"every recording is in its place": shows_each_in_its_place},
}
"""The same by the keys of [agree] in asrun.toml, which turn them on."""
