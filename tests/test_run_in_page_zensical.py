"""Run does under Zensical what it does under MkDocs."""

import pytest

from asrun.pages.site import Site
from tests.run_in_page_reader import LABELS, Read

pytestmark = pytest.mark.check


@pytest.fixture(scope="module")
def site(zensical: Site) -> Site:
    return zensical


@pytest.mark.parametrize("language", LABELS)
def test_button_runs_its_program(language: str, read: Read) -> None:
    ran = read.example(language).run()
    assert (ran.exit, ran.errors, ran.exchanges) == ("0", "", ["POST /v1/generate 200 OK"])
    assert "Hello! How can I help you today?" in ran.output
    assert read.example(language).block.locator(".run-button").count() == 1
