"""Clients of many languages find the mock by the variables of `make sandbox` and `make mock`, and every other host."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.api import Api
from asrun.browser.served import read_until
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.sandbox.environment import PROGRAMS, inside, roots
from asrun.transport.server import MockServer
from tests.asrun.sandbox.clients import CLIENTS
from tests.asrun.sandbox.conftest import HOSTILE, move_in

QUICK = {"cURL", "Node.js's fetch", "httpx", "requests", "Ruby's Net::HTTP", "PHP's curl", "Perl's HTTP::Tiny"}
"""Those that make test tries in the sandbox. The rest, and `make mock`, are for make check."""


@pytest.fixture(scope="module", params=["sandbox", pytest.param("mock", marks=pytest.mark.check)])
def variables(
    api: Api, outside: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Mapping[str, str]]:
    """What a client has in its environment, in the home of a user for whom everything leads elsewhere."""
    assert outside
    folder = tmp_path_factory.mktemp("inside")
    move_in(folder / "home")
    own = {**HOSTILE, "HOME": f"{folder}/home", "PATH": ":".join([*map(str, PROGRAMS), PATH])}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        if request.param == "mock":
            command = [sys.executable, "-m", "asrun", "mock", "--port", "0"]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
                exports = re.findall("^export (.+)", read_until(process, "^  unavailable "), re.MULTILINE)
                yield own | dict(shlex.split(line)[0].split("=", 1) for line in exports)
                process.terminate()
        else:
            with MockServer(api) as server:
                run = server.open_run(upstream=True)
                within = inside(api, run.environment, server.ca_path, folder)
                assert roots()[0].read_bytes() in Path(within["SSL_CERT_FILE"]).read_bytes()
                yield {**own, **within}
                run.close()


@pytest.mark.parametrize(
    "client", [pytest.param(name, marks=[pytest.mark.check] * (name not in QUICK)) for name in CLIENTS]
)
@pytest.mark.says(
    "`make sandbox` and `make mock` set the same variables. They replace `NO_PROXY`, `ALL_PROXY`, and those in "
    "`.curlrc` or `.wgetrc`, which could lead past the mock.",
    "Node.js finds it from 22.21 or 24.0 on.",
    "Node.js finds it from 22.21 or 24.5 on.",
    "No: use `requests`.",
    "Node.js needs `NODE_USE_ENV_PROXY=1`, and 22.21, 24, or later.",
    "You don't need another base URL, and you don't need to turn off certificate checks.",
    "Other hosts work as usual.",
    "The variables are the same as in the shell, so clients find the mock, and other hosts work as usual.",
    "Yes, but not on macOS",
    "`node` is available, and `python` has `httpx`, `httpx2`, and `requests`.",
)
def test_client_finds_the_mock_and_the_other_host_as_the_page_says(
    client: str, variables: Mapping[str, str], outside: str, tmp_path: Path
) -> None:
    def shown(command: str, address: str = "", **others: str) -> str:
        script = ["sh", "-c", command, address]
        pipe, env = subprocess.PIPE, {**variables, **others}
        return subprocess.run(script, cwd=tmp_path, env=env, stdout=pipe, text=True, timeout=GUARD, check=False).stdout

    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    command, release, tried, found = CLIENTS[client]
    here = re.search(r"(\d+)\.(\d+)", shown(release))
    if not here:
        pytest.skip("not tried: this machine has no such client")
    assert tuple(map(int, here.groups())) >= tuple(map(int, tried.split(".")))
    if found.startswith("No:"):
        nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:1")
        assert shown(command, outside, **nowhere).strip()[-3:] == "418"
    else:
        shown_of_each = (shown(command, address) for address in ("https://api.example.com/v1/me", outside))
        assert [each.strip()[-3:] for each in shown_of_each] == ["401", "418"]
