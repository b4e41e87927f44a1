"""`make verify-live` against a second server: quiet where that is faithful, and one line where it has drifted."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from asrun import ROOT
from asrun.browser.served import listening
from asrun.clock import Clock
from asrun.examples.pool import Runs
from asrun.examples.runs import Case
from asrun.live import Relay, judge, live_examples, main, mismatches
from asrun.transport.server import MockServer
from mock_api.app import bind
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.api import API

KEY = SANDBOX_KEYS["read"]
LIVE = {each.name: each for each in live_examples(API, KEY)}
MODELS = "endpoints/list-models"
FIELDS = {
    "content-type": "application/json; charset=UTF-8",
    "x-request-id": "req_1234567890",
    "www-authenticate": 'Bearer realm="api", error="insufficient_scope", scope="write"',
}


@contextmanager
def deployed(drift: Callable[[bytes], bytes] = bytes) -> Iterator[str]:
    """The address of another server of the API, over plain HTTP on a port of its own; its bodies are in `drift`."""

    async def drifted(request: Request, respond: RequestResponseEndpoint) -> Response:
        response = await respond(request)
        body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]
        return Response(
            drift(body), response.status_code, {**response.headers, "content-length": str(len(drift(body)))}
        )

    api = bind(API.app, Sandbox(Clock(), random.Random(7), lambda: 0.0))
    with listening(GZipMiddleware(BaseHTTPMiddleware(api, drifted), minimum_size=1)) as address:
        yield address.removesuffix("/")


def findings(address: str, *names: str, languages: slice = slice(None)) -> list[str]:
    with MockServer(replace(API, app=Relay(API, address))) as server, Runs(server) as runs:
        cases = [
            [Case(example, language) for language in example.languages[languages]]
            for example in (LIVE[name] for name in names or LIVE)
        ]
        runs.start(case for those in cases for case in those)
        return [str(finding) for those in cases for finding in judge([runs[case] for case in those])]


def test_faithful_deployment_that_compresses_has_no_finding() -> None:
    with deployed() as address:
        assert findings(address, languages=slice(1, 2)) == []


def test_command_runs_every_language_and_fails_with_the_one_drift_that_is_planted() -> None:
    command = [sys.executable, "-m", "asrun", "live", "list-models", "health"]
    with deployed(lambda body: body.replace(b'"context_tokens":', b'"context":')) as address:
        environment = {**os.environ, "BASE_URL": address, "API_KEY": KEY}
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    (finding,) = (text for text in ended.stdout.splitlines() if text.startswith("docs/"))
    assert f": cURL, JavaScript, Python: snippets/{MODELS}/curl.sh: expected GET /v1/models 200 without a v" in finding
    assert ", actual listModels: data[0].context_tokens is required, data[0].context isn't a known field, " in finding
    assert (ended.returncode, "\n1 of 2 examples failed\n" in ended.stdout) == (1, True)
    assert KEY not in ended.stdout + ended.stderr


def test_deployment_that_goes_away_is_named() -> None:
    with deployed() as address:
        pass
    (finding,) = findings(address, MODELS, languages=slice(1))
    assert f'actual GET /v1/models 502 "{address} did not respond: ConnectError' in finding


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (200, b'{"success": true, "data": {"status": "ok"}}', ""),
        (200, b"<html>", "the body is not JSON"),
        (403, b"{}", "the challenge names the scope write, not read"),
    ],
)
def test_response_is_held_against_the_contract(status: int, body: bytes, found: str) -> None:
    path = "/health" if status == 200 else "/v1/models"
    response = httpx.Response(status, headers=FIELDS, content=body)
    actual = mismatches(API.contract.operations["GET", path], response)
    assert found in actual if found else actual == []


@pytest.mark.parametrize(
    ("base_url", "api_key", "said"),
    [
        ("https://api.example.com", "", "API_KEY"),
        ("https://api.example.com", f"'{KEY}'", "API_KEY"),
        ("http://api.example.com", KEY, "BASE_URL"),
        ("https://me@api.example.com", KEY, "BASE_URL"),
        ("https://api.example.com/v1/", KEY, "BASE_URL"),
    ],
)
def test_variable_that_is_missing_or_wrong_is_one_line(
    base_url: str, api_key: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASE_URL", base_url)
    monkeypatch.setenv("API_KEY", api_key)
    with pytest.raises(SystemExit, match="2"):
        main([])
    (line,) = capsys.readouterr().err.splitlines()
    assert f"expected {said} " in line
    assert not api_key or api_key not in line
