"""The exit statuses of cURL that a page explains are those of the real cURL, caused as the page says."""

import subprocess
from pathlib import Path

import pytest

from asrun.browser.served import served
from asrun.examples.process import PATH
from asrun.transport.server import MockServer
from tests.tables import CURL_EXITS, REASONS, exit_of

NO_NAME = "http://nowhere..invalid/"
"""A label of a name is never empty: cURL knows without asking DNS."""


OTHERS = {6, 18, 35}
"""Those that no example of the page has."""


@pytest.mark.parametrize(("example", "row"), [*zip(REASONS, CURL_EXITS, strict=True)])
def test_example_ends_in_the_way_that_its_row_explains(example: str, row: tuple[int, ...]) -> None:
    assert {*row} - OTHERS == {exit_of(example)}


@pytest.mark.parametrize("status", sorted(OTHERS))
def test_curl_exits_so(status: int, server: MockServer, tmp_path: Path) -> None:
    run = server.open_run([server.faults["truncate"]])
    with served(tmp_path) as address:  # it speaks no TLS
        urls = {6: NO_NAME, 18: "https://api.example.com/v1/me", 35: address.replace("http:", "https:")}
        environment = {"PATH": PATH, **(run.environment if status == 18 else {})}
        ended = subprocess.run(["curl", "--silent", urls[status]], env=environment, capture_output=True, check=False)
    run.close()
    assert ended.returncode == status
