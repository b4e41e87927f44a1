"""The site's Python programs run with the other HTTP libraries that the first page names, as it says."""

import re
from dataclasses import replace

import pytest

from asrun import ROOT
from asrun.collect import every_example, loaded
from asrun.examples.example import Example
from asrun.examples.homes import homes
from asrun.examples.languages import PYTHON
from asrun.examples.runs import Case, run
from asrun.examples.verdict import judge
from asrun.transport.faults import AWAY
from asrun.transport.server import MockServer

FIRST = Case(loaded(ROOT / "snippets/authentication/first-request"), PYTHON, library="requests")
IN_HTTPX = [
    example
    for example in every_example()
    if PYTHON in example.languages and example.programs == example.folder and not example.proved_by
    if "import httpx" in example.source(PYTHON)
]


@pytest.mark.check
@pytest.mark.parametrize("example", IN_HTTPX, ids=lambda example: str(example.name))
def test_every_program_runs_with_httpx2_too(example: Example, server: MockServer) -> None:
    plain, other = (run(Case(example, PYTHON, library=library), server) for library in ("", "httpx2"))
    assert judge(other, plain) == []


def test_failure_is_one_line_with_requests_too(server: MockServer) -> None:
    ended = run(replace(FIRST, example=replace(FIRST.example, fault=AWAY)), server).ended
    assert ended.status == 1
    assert re.fullmatch(r"No usable response from api\.example\.com: \w+\(.+\)\n", ended.errors)


@pytest.mark.says(
    "Unless `NETRC=/dev/null`, `requests` sends a `default` `.netrc` entry, not the key: `MISSING_API_KEY`.",
    "Something replaces or removes the header: a proxy, or a `.netrc` with a `default` that `requests` sends.",
)
def test_requests_sends_what_netrc_has_until_it_is_told_not_to(server: MockServer) -> None:
    (home,) = (home for home in homes() if home.name == ".netrc")
    assert "401 MISSING_API_KEY" in run(replace(FIRST, home=home), server).ended.errors
    (name, value) = re.findall(
        r"`(NETRC)=(\S+)`", (ROOT / "docs/getting-started/authentication.md").read_text("utf-8")
    )[0]
    told = replace(FIRST, home=home, example=replace(FIRST.example, environment={name: value}))
    assert run(told, server).ended.status == 0
