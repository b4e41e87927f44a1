"""The page's Python programs run with the other HTTP libraries that it names, by the replacements that it tells."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asrun import ROOT
from asrun.collect import every_example, loaded
from asrun.examples.languages import PYTHON
from asrun.examples.process import Ended, Workplace, execute
from asrun.examples.runs import Case, Outcome, run
from asrun.examples.verdict import judge
from asrun.text import glimpse, read_text
from asrun.transport.faults import AWAY
from asrun.transport.server import MockServer

FIRST = ROOT / "snippets/authentication/first-request"
PAGE = read_text(ROOT / "docs/getting-started/authentication.md")
IN_HTTPX = [
    example
    for example in every_example()
    if PYTHON in example.languages and example.programs == example.folder and not example.proved_by
    if "httpx" in glimpse(example.programs / PYTHON.file)
]


@pytest.mark.check
@pytest.mark.parametrize("example", IN_HTTPX, ids=lambda example: str(example.name))
def test_every_program_runs_with_httpx2_too(example: Any, server: MockServer) -> None:
    plain, other = (run(Case(example, PYTHON, library=library), server) for library in ("", "httpx2"))
    assert judge(other, plain) == []


def with_requests(folder: Path, server: MockServer, *, netrc: str = "", **changes: Any) -> Outcome:
    """What the first program does once a reader has replaced in it what the page tells."""
    program = read_text(FIRST / PYTHON.file)
    replacements = re.findall(r"(`\S+`) with (`requests\S*`)", PAGE)
    assert replacements
    for old, new in sorted(replacements, key=lambda pair: -len(pair[0])):
        program = program.replace(old.strip("`"), new.strip("`"))
    (folder / PYTHON.file).write_text(program, "utf-8")

    def in_a_home(command: Any, environment: Any, place: Workplace, *, limit: float) -> Ended:
        (place.folder / "home/.netrc").write_text(netrc, "utf-8")
        return execute(command, environment, place, limit=limit)

    case = Case(replace(loaded(FIRST), programs=folder, **changes), PYTHON)
    return run(case, server, execute=in_a_home)


def test_failure_is_one_line_with_requests_too(server: MockServer, tmp_path: Path) -> None:
    ended = with_requests(tmp_path, server, fault=AWAY).ended
    assert ended.status == 1
    assert re.fullmatch(r"No usable response from api\.example\.com: \w+\(.+\)\n", ended.errors)


@pytest.mark.parametrize("host", ["machine api.example.com", "default"])
def test_requests_sends_what_netrc_has_until_it_is_told_not_to(host: str, server: MockServer, tmp_path: Path) -> None:
    netrc = f"{host} login reader password secret\n"
    assert "401 MISSING_API_KEY" in with_requests(tmp_path, server, netrc=netrc).ended.errors
    (name, value), *_ = re.findall(r"`(NETRC)=(\S+)`", PAGE)
    assert with_requests(tmp_path, server, netrc=netrc, environment={name: value}).ended.status == 0
