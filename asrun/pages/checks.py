"""The checks of a site that needs no list of its own: that it builds, and that its blocks, downloads and links hold."""

from collections.abc import Callable, Iterable

import pytest

from asrun import ROOT
from asrun.collect import every_example
from asrun.finding import Finding
from asrun.pages.descriptions import check_diagrams, vocabulary
from asrun.pages.frontmatter import check_descriptions, check_navigation
from asrun.pages.ledger import check_blocks, check_downloads, entries
from asrun.pages.links import check_links, check_words
from asrun.pages.lists import check_counts
from asrun.pages.places import check_places
from asrun.pages.site import Site
from asrun.settings import project_settings

Judge = Callable[..., Iterable[Finding]]
"""Gives what is wrong; what it asks for are fixtures of asrun.plugin."""


def builds(built: Site | str) -> Iterable[Finding]:
    if isinstance(built, str):
        pytest.fail(built, pytrace=False)
    return ()


def offers_what_ran(site: Site) -> Iterable[Finding]:
    contract = ROOT / project_settings(ROOT)["contract"]
    return check_downloads(site, {contract, *(path for example in every_example() for path in example.files)})


CHECKS: dict[str, Judge] = {
    "the site builds": builds,
    "every block is shown by an example": lambda site: check_blocks(site, entries(ROOT, every_example()), {}, ""),
    "every download ran": offers_what_ran,
    "every link leads somewhere": check_links,
    "every diagram is described": lambda site, api: check_diagrams(site, vocabulary(api)),
}
"""By the names of their items."""

AGREE: dict[str, dict[str, Judge]] = {
    "links": {"every link leads somewhere": check_links, "every link says where it leads": check_words},
    "descriptions": {"every description is about its page": check_descriptions},
    "navigation": {"the navigation names the pages": check_navigation},
    "counts": {"every number counts what is beside it": check_counts},
    "places": {
        "every recording is in its place": lambda site, contract: check_places(
            site, entries(ROOT, every_example()), contract
        )
    },
}
"""The same by the keys of [agree] in asrun.toml, which turn them on."""
