"""Run does under Zensical what it does under MkDocs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.harness.site import Site
from tests.run_in_page_reader import LABELS, Read, reading


@pytest.fixture(scope="module")
def read(browser: Browser, zensical: Site) -> Iterator[Read]:
    with reading(browser, zensical.output) as read:
        yield read


@pytest.mark.parametrize("language", LABELS)
def test_button_runs_its_program(language: str, read: Read) -> None:
    ran = read.example(language).run()
    assert (ran.exit, ran.errors, ran.exchanges) == ("0", "", ["POST /v1/generate 200 OK"])
    assert "Hello! How can I help you today?" in ran.output
    assert read.example(language).block.locator(".run-button").count() == 1
