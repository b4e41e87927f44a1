"""The one-file clients that readers download: what they send and raise, and when they retry."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import pytest
import starlette.responses
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from asrun import ROOT
from asrun.browser.served import listening
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import execute, workplace
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.openapi import BY_ID, body, target

FOLDER = ROOT / "docs/guides/clients"
FILES = {JAVASCRIPT: FOLDER / "example-api.mjs", PYTHON: FOLDER / "example_api.py"}
DRIVERS = {
    JAVASCRIPT: (ROOT / "tests/client_driver.mjs").read_text("utf-8"),
    PYTHON: """\
import json, os, random, re
import example_api

case = json.loads(os.environ["CASE"])
outcomes, waits, timeouts = [], [], []
random.uniform = lambda low, high: low + float(os.environ["JITTER"]) * (high - low)
example_api.time.sleep = waits.append
send = example_api.httpx.Client.send

def noted(client, request):
    timeouts.append(request.extensions["timeout"]["read"])
    return send(client, request)

example_api.httpx.Client.send = noted
for options in case["clients"]:
    for name, ids, fields in case["calls"]:
        try:
            with example_api.Client(**options) as client:
                name = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)
                value = getattr(client, name)(*ids, **(fields or {}))
                outcomes.append({"value": list(value) if hasattr(value, "__next__") else value})
            assert client._http.is_closed
        except Exception as error:
            names = ["status", "code", "details", "retryable", "retry_after", "request_id"]
            all = {name: getattr(error, name, None) for name in names}
            cause = error.__cause__ and type(error.__cause__).__name__
            outcomes.append({"error": type(error).__name__, "message": str(error), "cause": cause, **all})
print(json.dumps({"outcomes": outcomes, "waits": waits, "timeouts": timeouts}))
""",
}

each_language = pytest.mark.parametrize("language", FILES, ids=lambda language: language.name)

KEY = SANDBOX_KEYS["read"]
Call = tuple[str, Sequence[str], Mapping[str, object] | None]
"""A method of a client by its operation's ID, with the IDs and the fields that it is given."""

GENERATE: Call = ("generate", [], {"prompt": "Hi", "model": "gpt-4"})


def run(language: Language, calls: Sequence[Call], *clients: object, **environment: str) -> Any:
    """Makes each call with each client, whose options are named as in Python; `JITTER` is from 0 to 1.

    Returns what each call returned or raised, the seconds that it would have waited, and its attempts' timeouts.
    """
    case = json.dumps({"clients": clients, "calls": calls})
    with workplace(f"program{FILES[language].suffix}", DRIVERS[language].encode(), [FILES[language]]) as place:
        ended = execute(language.command, {"API_KEY": KEY, "JITTER": "0", **environment, "CASE": case}, place)
    assert ended.errors == ""
    return json.loads(ended.output)


Response = tuple[int, Mapping[str, str], str]


@contextmanager
def scripted(responses: Sequence[Response]) -> Iterator[tuple[dict[str, str], list[tuple[str, str | None]]]]:
    """The option that leads a client to a server of these responses, and each request's target and idempotency key."""
    waiting, requests = iter(responses), list[tuple[str, str | None]]()

    async def respond(request: Request) -> starlette.responses.Response:
        target = f"{request.url.path}?{request.url.query}".rstrip("?")
        requests.append((target, request.headers.get("idempotency-key")))
        status, fields, body = response = next(waiting)
        while response == SILENCE and not await request.is_disconnected():
            await asyncio.sleep(0.01)
        return starlette.responses.Response(body, status, fields)

    with listening(Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "POST"])])) as address:
        yield {"base_url": address.removesuffix("/")}, requests


def told(seconds: object, status: int = 503) -> Response:
    return status, {"Retry-After": str(seconds)}, ""


BROKEN: Response = (503, {}, "")
CUT: Response = (200, {"Content-Length": "99"}, '{"data":')
SILENCE: Response = (504, {}, "none")
SUCCESS: Response = (200, {}, '{"data": {"id": "key_1"}}')
FOREIGN = ("<h1>Welcome</h1>", '{"message": "Forbidden"}', '{"error": "Forbidden"}', "[]", '"x"', "null")

ERROR = '{"error": {"code": "A_CODE", "message": "It says why.", "details": {"required": "write"}}}'
ERRORS = {400: "API", 401: "Authentication", 403: "PermissionDenied", 404: "NotFound", 409: "API", 501: "Server"}
REFUSED = "{}Error (retryable: False, None): {} A_CODE: It says why. (req_1) {{'required': 'write'}} None"
NOT_ITS_OWN = "ServerError (retryable: True, {}): 502 None: Bad Gateway (None) {{}} None"
LOST = "ConnectionFailedError (retryable: True, None): No usable response to POST http*/generate: * None "
FROM_ANOTHER = LOST.replace("* None", "*The 200 isn't from the API* None") + "*Error"


@dataclass(frozen=True)
class Script:
    """Responses in turn, all of which are asked for; patterns of what each call makes of them; waits between them."""

    responses: Sequence[Response]
    outcomes: Sequence[str] = ("{'id': 'key_1'}",)
    options: Mapping[str, object] = field(default_factory=dict)
    waits: Sequence[float] = ()
    jitter: str = "0"


SCRIPTS = {
    "what passes is tried again": Script(
        [*(told(0, status) for status in (429, 500, 502, 503, 504)), SUCCESS], options={"max_retries": 5}, waits=[0] * 5
    ),
    "other errors are raised as received": Script(
        [(status, {"X-Request-Id": "req_1"}, ERROR) for status in ERRORS],
        [REFUSED.format(name, status) for status, name in ERRORS.items()],
    ),
    "a wait is as told": Script([told(7, 429), told(60), SUCCESS], waits=[7, 60]),
    "a wait of more than a minute is the caller's": Script(
        [told(61, 429)], ["RateLimitError (retryable: True, 61): 429 None: Too Many Requests (None) {} None"]
    ),
    "a wait may be until a date": Script([told("Wed, 25 Nov 2099 07:28:00 GMT")], ["ServerError (retryable: True, 2*"]),
    "a wait that makes no sense is not told": Script(
        [told("-5"), told("soon"), told("Wed, 25 Nov 2015 07:28:00 GMT"), SUCCESS], waits=[0.5, 1, 2], jitter="1"
    ),
    "untold waits double up to a minute": Script(
        [BROKEN] * 9 + [SUCCESS], options={"max_retries": 9}, waits=[0.5, 1, 2, 4, 8, 16, 32, 60, 60], jitter="1"
    ),
    "three retries": Script([BROKEN] * 4, ["ServerError *"], waits=[0] * 3),
    "a response that breaks off is retried": Script([CUT] * 2, [f"{LOST}*Error"], {"max_retries": 1}, [0]),
    "silence ends at the timeout": Script([SILENCE], [f"{LOST}*"], {"timeout": 1, "max_retries": 0}),
    "a response is not the API's": Script(
        [
            *((502, {"Retry-After": "7"}, body) for body in FOREIGN),
            told("soon", 502),
            *((200, {}, its) for its in FOREIGN),
        ],
        [
            *[NOT_ITS_OWN.format(7)] * 6,
            NOT_ITS_OWN.format(None),
            f"{LOST}*",
            *[FROM_ANOTHER] * 5,
        ],
        {"max_retries": 0},
    ),
}


def shown(outcome: dict[str, Any]) -> str:
    if "value" in outcome:
        return str(outcome["value"])
    told = defaultdict(lambda: None, outcome)
    if told["status"]:
        assert told["message"].startswith(f"{told['status']} {told['code']}: ")
        assert told["message"].endswith(f" ({told['request_id']})")
    text = "{error} (retryable: {retryable}, {retry_after}): {message} {details} {cause}"
    return text.format_map(told)


@each_language
@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.says(
    "Retry failures that pass: `429`, `500`, `503`, and lost connections.",
    "Retry a `429` and server errors. They wait as long as `Retry-After` says, or longer with each attempt.",
    "Send the same `Idempotency-Key` with each attempt of a `POST`.",
    "Raise a different error for each failure, with the `code` and the `details`.",
    "401: the key is missing, invalid, revoked, or expired.",
    "403: the key lacks the permission `details.required`.",
    '403: the key lacks the permission `details["required"]`.',
    "404: the object doesn't exist in the account and mode of the key.",
    "429, after all retries.",
    "500 or higher, after all retries.",
    "Each attempt times out after `timeoutSeconds`.",
    "Each attempt times out after `timeout` seconds.",
    "A 429, 500, 502, 503, or 504, or a failed connection, is retried up to `maxRetries` times, after the delay in "
    "`Retry-After` or an increasing random delay.",
    "A 429, 500, 502, 503, or 504, or a failed connection, is retried up to `max_retries` times, after the delay in "
    "`Retry-After` or an increasing random delay.",
    "All attempts of a POST have the same `Idempotency-Key`.",
    "The delay in `Retry-After`: a number of seconds or a date (RFC 9110, section 10.2.3).",
    "After a 502 or a 504, try again.",
    "Retry the last three, and requests that get no response, with the retry program.",
    "No usable response after all retries: the network failed, it timed out, or it isn't from the API.",
    "The error of a response, or nothing if it isn't the API's, but a proxy's.",
)
def test_client_retries_what_passes_and_raises_the_rest(language: Language, name: str) -> None:
    script = SCRIPTS[name]
    with scripted(script.responses) as (address, requests):
        calls = [GENERATE] * len(script.outcomes)
        ran = run(language, calls, {**address, **script.options}, JITTER=script.jitter)
    actual = [shown(outcome) for outcome in ran["outcomes"]]
    assert [pair for pair in zip(actual, script.outcomes, strict=True) if not fnmatchcase(*pair)] == []
    assert len(requests) == len(script.responses)
    assert ran["waits"] == list(script.waits)
    assert {*ran["timeouts"]} == {script.options.get("timeout", 60)}
    assert len({key for _, key in requests} - {None}) == len(calls), "all attempts of a call have one key"


@each_language
def test_list_goes_on_to_its_last_page(language: Language) -> None:
    pages = ('{"data": [1, 2], "next_cursor": "cursor_2"}', '{"data": [3], "next_cursor": null}')
    with scripted([(200, {}, page) for page in pages]) as (address, requests):
        assert run(language, [("listModels", [], None)], address)["outcomes"] == [{"value": [1, 2, 3]}]
    assert [target for target, _ in requests] == ["/models?limit=100", "/models?limit=100&cursor=cursor_2"]


def test_python_client_says_what_of_the_machine_it_cannot_use() -> None:
    (outcome,) = run(PYTHON, [GENERATE], {}, SSL_CERT_FILE="missing.pem")["outcomes"]
    assert (outcome["error"], outcome["cause"]) == ("ConnectionFailedError", "FileNotFoundError")
    assert outcome["message"] == "No usable HTTP client: FileNotFoundError(2, 'No such file or directory')"


NO_KEY = "The API key is malformed. Check for quotes, spaces, line breaks, or missing characters."
NO_KEYS = [f"'{KEY}'", f"“{KEY}”", f"{KEY}\n", f"{KEY}\r", f"{KEY} ", f"Bearer {KEY}", KEY[:-1], "YOUR_API_KEY"]
NO_IDS = ["", "../keys/key_0000000001", "a/b", "a?b", "a%2Fb"]


@each_language
@pytest.mark.says(
    "Read the key from `API_KEY`, and report a missing or malformed key before sending it.",
    "If you don't pass `apiKey`, the key is read from the environment variable API_KEY.",
    "If you don't pass `api_key`, the key is read from the environment variable API_KEY.",
    "The key is missing or malformed.",
)
def test_what_cannot_be_a_key_or_an_id_is_named_and_not_sent(language: Language) -> None:
    with scripted([]) as (address, requests):
        malformed = run(language, [GENERATE], *({**address, "api_key": each} for each in NO_KEYS))
        unset = run(language, [GENERATE], address, API_KEY="")
        lost = run(language, [("deletePrompt", [each], None) for each in NO_IDS], address)
    option = {JAVASCRIPT: "apiKey", PYTHON: "api_key"}[language]
    messages = [*[NO_KEY] * len(NO_KEYS), f"Set API_KEY to your API key, or pass {option}."]
    expected = [("APIKeyError", False, message) for message in messages]
    keyless = [*malformed["outcomes"], *unset["outcomes"]]
    assert [(each["error"], each["retryable"], each["message"]) for each in keyless] == expected
    messages = [f"Not a path of the API: /prompts/{each}" for each in NO_IDS]
    assert [each["message"] for each in lost["outcomes"]] == messages
    assert requests == []


MORE: dict[str, dict[str, object]] = {"generate": {"max_tokens": 5}, "updatePrompt": {"name": "Moon"}}


@each_language
@pytest.mark.says("The JavaScript and Python clients have a method for each operation, with types.")
def test_each_operation_is_sent_as_the_contract_has_it_and_returns_its_data(
    server: MockServer, language: Language
) -> None:
    secured = [(name, each) for name, each in BY_ID.items() if each.security]
    operations = sorted(secured, key=lambda each: each[1].method == "DELETE")
    fields = {name: {**its, **MORE.get(name, {})} for name, each in operations if (its := body(each))}
    calls = [(name, re.findall(r"\w+_\d+", target(operation)), fields.get(name)) for name, operation in operations]
    opened = server.open_run()
    ran = run(language, calls, {}, **{**opened.environment, "API_KEY": SANDBOX_KEYS["admin"]})
    opened.close()
    triples = zip(operations, ran["outcomes"], opened.sandbox.journal.exchanges, strict=True)
    for (name, operation), outcome, exchange in triples:
        request, response = exchange.request, exchange.response
        assert (request.method, request.path, exchange.violations) == (operation.method, target(operation), [])
        assert (json.loads(request.body) if request.body else None) == fields.get(name)
        assert ("idempotency-key" in dict(request.fields)) == (operation.method == "POST")
        data = json.loads(response.body)["data"] if response.body else None
        assert without_secret(outcome.get("value", outcome)) == without_secret(data), name


def without_secret(data: object) -> object:
    """The journal shows the beginning of a secret alone."""
    return {name: each for name, each in data.items() if name != "secret"} if isinstance(data, dict) else data
