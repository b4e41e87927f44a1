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
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

from asrun import ROOT
from asrun.browser.served import listening
from asrun.clock import Clock
from asrun.examples.pool import Runs
from asrun.examples.runs import Case
from asrun.live import Relay, UnusableError, judge, live_examples, mismatches, read, refuse_more
from asrun.transport.server import MockServer
from mock_api.app import bind
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.api import API

KEY = SANDBOX_KEYS["read"]
LIVE = {each.name: each for each in live_examples(ROOT, API, KEY)}
MODELS = "endpoints/list-models"
HEALTHY = b'{"success": true, "data": {"status": "ok"}}'
DENIED = {"www-authenticate": 'Bearer realm="api", error="insufficient_scope", scope="write"'}


def renamed(body: bytes) -> bytes:
    return body.replace(b'"context_tokens":', b'"context":')


@contextmanager
def deployed(drift: Callable[[bytes], bytes] = bytes, *, compress: bool = False) -> Iterator[str]:
    """The address of another server of the API, over plain HTTP on a port of its own; its bodies are in `drift`."""
    api = bind(API.app, Sandbox(Clock(), random.Random(7), lambda: 0.0))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def drifted(message: Message) -> None:
            """The body comes after the fields, which are kept until then."""
            if message["type"] == "http.response.start":
                kept.append(message)
                return
            start, body = kept.pop(), drift(message["body"])
            headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
            await send({**message, "body": body})

        kept: list[Message] = []
        await api(scope, receive, drifted)

    with listening(GZipMiddleware(app, minimum_size=1) if compress else app) as address:
        yield address.removesuffix("/")


def findings(address: str, *names: str, languages: slice = slice(None)) -> list[str]:
    with MockServer(replace(API, app=Relay(API, address))) as server, Runs(server) as runs:
        cases = [
            [Case(example, language) for language in example.languages[languages]]
            for example in (LIVE[name] for name in names or LIVE)
        ]
        runs.start(case for those in cases for case in those)
        return [str(finding) for those in cases for finding in judge([runs[case] for case in those])]


def test_faithful_deployment_has_no_finding() -> None:
    with deployed() as address:
        assert findings(address, languages=slice(1)) == []


def test_command_runs_every_language_and_fails_with_the_one_drift_that_is_planted() -> None:
    command = [sys.executable, "-m", "asrun", "live"]
    with deployed(renamed) as address:
        ended = subprocess.run(
            [*command, "-k", "list-models or health"],
            cwd=ROOT,
            env={**os.environ, "BASE_URL": address, "API_KEY": KEY},
            capture_output=True,
            text=True,
            check=False,
        )
    (finding,) = (text for text in ended.stdout.splitlines() if text.startswith("docs/"))
    assert (
        f": cURL, JavaScript, Python: snippets/{MODELS}/curl.sh: expected GET /v1/models 200 without a viol" in finding
    )
    assert ", actual listModels: data[0].context_tokens is required, data[0].context isn't a known field, " in finding
    assert "1 failed, 1 passed" in ended.stdout
    assert ended.returncode == 1
    assert KEY not in ended.stdout + ended.stderr


def test_deployment_that_goes_away_is_named() -> None:
    with deployed() as address:
        pass
    (finding,) = findings(address, MODELS, languages=slice(1))
    assert f'actual GET /v1/models 502 "{address} did not respond: ConnectError' in finding


@pytest.mark.parametrize(
    ("path", "status", "fields", "body", "found"),
    [
        ("/health", 200, {"server": "a", "content-type": "application/json; charset=UTF-8"}, HEALTHY, []),
        ("/health", 200, {"content-type": "application/json"}, b"<html>", ["the body is not JSON"]),
        ("/v1/models", 403, DENIED, b"{}", ["the challenge names the scope write, not read"]),
    ],
)
def test_response_is_held_against_the_contract(
    path: str, status: int, fields: dict[str, str], body: bytes, found: list[str]
) -> None:
    response = httpx.Response(status, headers={"x-request-id": "req_1234567890", **fields}, content=body)
    actual = mismatches(API.contract.operations["GET", path], response)
    assert [each for each in actual if "challenge" in each or path == "/health"] == found


def test_compressed_response_reaches_the_program_as_it_came() -> None:
    with deployed(compress=True) as address:
        assert findings(address, MODELS, languages=slice(1, 2)) == []


def test_key_that_may_do_more_than_read_is_refused() -> None:
    with deployed() as address:
        refuse_more(ROOT, API, address, KEY)
        with pytest.raises(UnusableError, match=r"^API_KEY may write: "):
            refuse_more(ROOT, API, address, SANDBOX_KEYS["write"])


@pytest.mark.parametrize(
    ("base_url", "api_key", "said"),
    [
        ("https://api.example.com", "", "API_KEY is not set"),
        ("api.example.com", KEY, "BASE_URL is no address of an API"),
        ("https://example.com:x", KEY, "BASE_URL is no URL"),
        ("http://api.example.com", KEY, "BASE_URL would send the key in the clear"),
        ("https://api.example.com/v1/", KEY, "BASE_URL ends in /v1"),
        ("https://api.example.com", f"'{KEY}'", "API_KEY is no key"),
    ],
)
def test_variable_that_is_missing_or_wrong_is_one_line(base_url: str, api_key: str, said: str) -> None:
    with pytest.raises(UnusableError, match=r"^[^\n]*$") as raised:
        read({"BASE_URL": base_url, "API_KEY": api_key}, API)
    assert said in str(raised.value)
    assert not api_key or api_key not in str(raised.value)
