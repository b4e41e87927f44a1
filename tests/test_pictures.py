"""Diagrams are described by what they show; asrun.toml lists the pictures that are drawn, each a test of its own."""

from asrun.pages.descriptions import check_diagrams, vocabulary
from asrun.pages.site import Site
from asrun.report import report
from tests.api import API


def test_every_diagram_is_described(site: Site) -> None:
    report(check_diagrams(site, vocabulary(API)))
