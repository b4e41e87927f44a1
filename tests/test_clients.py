"""The one-file clients that readers download: their types, what they send and raise, and when they retry."""

import json
import re
import runpy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_type_hints, is_typeddict

import pytest

from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.wire import line
from asrun.journal import Exchange
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.clients import (
    BROKEN,
    FILES,
    GENERATE,
    ME,
    SILENCE,
    SUCCESS,
    Call,
    Ran,
    Response,
    each_language,
    run,
    scripted,
)
from tests.openapi import BY_ID, SCHEMAS

MORE: dict[str, dict[str, object]] = {"generate": {"max_tokens": 5}, "updatePrompt": {"name": "Moon"}}


def against_mock(
    server: MockServer,
    language: Language,
    calls: Sequence[Call],
    key: str = "read",
    fault: str = "",
    **settings: object,
) -> tuple[Ran, list[Exchange]]:
    opened = server.open_run([server.faults[fault]] if fault else [])
    environment = {**opened.environment, "API_KEY": SANDBOX_KEYS.get(key, key)}
    ran = run(language, calls, environment, **settings)  # type: ignore[arg-type] # run's own
    opened.close()
    assert opened.refused == []
    exchanges = list(opened.sandbox.journal.exchanges)
    assert [exchange.violations for exchange in exchanges] == [[] for _ in exchanges]
    return ran, exchanges


@each_language
def test_each_operation_is_sent_as_the_contract_has_it_and_returns_its_data(
    server: MockServer, language: Language
) -> None:
    secured = [(name, each) for name, each in BY_ID.items() if each.spec["security"]]
    operations = sorted(secured, key=lambda each: each[1].method == "DELETE")
    fields = {name: {**each.document, **MORE.get(name, {})} for name, each in operations if each.document}
    calls = [Call(name, re.findall(r"\w+_\d+", operation.target()), fields.get(name)) for name, operation in operations]
    ran, exchanges = against_mock(server, language, calls, "admin")
    for (name, operation), outcome, exchange in zip(operations, ran.outcomes, exchanges, strict=True):
        request, response = exchange.request, exchange.response
        assert (request.method, request.path) == (operation.method, operation.target())
        assert (json.loads(request.body) if request.body else None) == fields.get(name)
        assert ("idempotency-key" in dict(request.fields)) == (operation.method == "POST")
        data = json.loads(response.body)["data"] if response.body else None
        assert without_secret(outcome.get("value", outcome)) == without_secret(data), name


def without_secret(data: object) -> object:
    """The journal shows the beginning of a secret alone."""
    return {name: each for name, each in data.items() if name != "secret"} if isinstance(data, dict) else data


def test_types_have_the_fields_of_the_contract() -> None:
    types = {name: each for name, each in runpy.run_path(str(FILES[PYTHON])).items() if is_typeddict(each)}
    expected = {name: set(SCHEMAS[name]["properties"]) for name in types}
    assert {name: set(get_type_hints(each)) for name, each in types.items()} == expected
    assert {name: javascript_fields(name) for name in types} == expected


def javascript_fields(shape: str) -> set[str]:
    source = FILES[JAVASCRIPT].read_text("utf-8")
    found = re.search(rf"@typedef \{{((?:(?!@typedef).)+)\}} {shape}\n", source, re.DOTALL)
    assert found
    inherited = re.match(r"(\w+) &", found[1])
    return set(re.findall(r"(\w+): ", found[1])) | (javascript_fields(inherited[1]) if inherited else set())


# What a field may be, in the order of the types that name it.
NAMES = [
    *(SCHEMAS[name]["enum"] for name in ("ModelId", "Permission", "EventType", "Mode", "KeyStatus")),
    [SCHEMAS["Delivery"]["properties"]["type"]["const"]],
]
LITERALS = {JAVASCRIPT: r'[{:] ?((?:"[^"]+"(?: \| )?)+)', PYTHON: r"Literal\[(.+?)\]"}


@each_language
def test_types_have_the_names_of_the_contract(language: Language) -> None:
    types = FILES[language].read_text("utf-8").partition("class ExampleAPIError")[0]
    assert [re.findall(r'"(.+?)"', found) for found in re.findall(LITERALS[language], types)] == NAMES


@each_language
def test_retry_waits_as_told_and_does_the_work_once(server: MockServer, language: Language) -> None:
    # An attempt before the second that `Retry-After` names would be a violation.
    ran, exchanges = against_mock(server, language, [GENERATE], "busy")
    assert ran.outcomes[0]["value"]["text"] == "Hello! How can I help you today?"
    assert [line(each) for each in exchanges] == ["POST /v1/generate 429", "POST /v1/generate 200"]
    assert len({dict(each.request.fields)["idempotency-key"] for each in exchanges}) == 1


@each_language
@pytest.mark.parametrize("fault", ["truncate", "reset", "empty_reply"])
def test_broken_connection_is_tried_again_with_the_same_key(server: MockServer, language: Language, fault: str) -> None:
    ran, exchanges = against_mock(server, language, [GENERATE], fault=fault, clients=[{"max_retries": 1}], jitter=0)
    assert ran.errors == [("ConnectionFailedError", None)]
    assert len(exchanges) == 2
    assert len({dict(each.request.fields)["idempotency-key"] for each in exchanges}) == 1


GONE = {"deletePrompt": "prompt_0000000000", "deleteKey": "key_9999999999", "deleteWebhook": "webhook_0000000000"}
REFUSALS = {
    "revoked": ([GENERATE], [("AuthenticationError", "INVALID_API_KEY")]),
    "webhook": ([GENERATE], [("PermissionDeniedError", "INSUFFICIENT_PERMISSIONS")]),
    "read": ([Call("generate", fields={"prompt": "", "model": "gpt-4"})], [("APIError", "VALIDATION_ERROR")]),
    "admin": ([Call(name, [each]) for name, each in GONE.items()], [("NotFoundError", "NOT_FOUND")] * len(GONE)),
}


@each_language
@pytest.mark.parametrize("key", REFUSALS)
def test_refusal_is_raised_as_it_was_received_and_not_repeated(
    server: MockServer, language: Language, key: str
) -> None:
    calls, errors = REFUSALS[key]
    ran, exchanges = against_mock(server, language, calls, key)
    assert ran.errors == errors
    for outcome, exchange in zip(ran.outcomes, exchanges, strict=True):
        status, request_id = exchange.response.status, dict(exchange.response.fields)["x-request-id"]
        error = json.loads(exchange.response.body)["error"]
        message = f"{status} {error['code']}: {error['message']} ({request_id})"
        expected = {"status": status, "request_id": request_id, "details": error["details"], "message": message}
        assert outcome.items() >= {**expected, "retryable": False}.items()


KEY = SANDBOX_KEYS["read"]
NO_KEY = "The API key is malformed. Check for quotes, spaces, line breaks, and missing characters."
NO_KEYS = [f"'{KEY}'", f"“{KEY}”", f"{KEY}\n", f"{KEY}\r", f"{KEY} ", f"Bearer {KEY}", KEY[:-1], "YOUR_API_KEY"]
NO_IDS = ["", "../keys/key_0000000001", "a/b", "a?b", "a%2Fb"]


@each_language
def test_what_cannot_be_a_key_or_an_id_is_named_and_not_sent(server: MockServer, language: Language) -> None:
    ran, keyless = against_mock(server, language, [ME], clients=[{"api_key": each} for each in NO_KEYS])
    for outcome in ran.outcomes:
        assert (outcome["error"], outcome["retryable"]) == ("APIKeyError", False)
        assert outcome["message"] == NO_KEY
    unset, unsent = against_mock(server, language, [ME], "")
    name = {JAVASCRIPT: "apiKey", PYTHON: "api_key"}[language]
    assert unset.outcomes[0]["message"] == f"Set API_KEY to your API key, or pass {name}."
    lost, idless = against_mock(server, language, [Call("deletePrompt", [each]) for each in NO_IDS], "admin")
    assert [each["message"] for each in lost.outcomes] == [f"Not a path of the API: /prompts/{each}" for each in NO_IDS]
    assert [*keyless, *unsent, *idless] == []


def told(seconds: object, status: int = 503) -> Response:
    return status, {"Retry-After": str(seconds)}, ""


@dataclass(frozen=True)
class Script:
    """Responses in turn, all of which are asked for; what each call makes of them, and the waits between them."""

    responses: Sequence[Response]
    outcomes: Sequence[str] = ("key_1",)
    options: Mapping[str, object] = field(default_factory=dict)
    waits: Sequence[float] | None = None
    jitter: float = 0


PASSING = [told(0, status) for status in (429, 500, 502, 503, 504)]
SCRIPTS = {
    "what passes is tried again": Script([*PASSING, SUCCESS], options={"max_retries": 5}),
    "what stays is not": Script([(400, {}, ""), (409, {}, ""), (501, {}, "")], ["APIError", "APIError", "ServerError"]),
    "waits double up to a minute": Script(
        [BROKEN] * 9 + [SUCCESS], options={"max_retries": 9}, waits=[0.5, 1, 2, 4, 8, 16, 32, 60, 60], jitter=1
    ),
    "a wait may be none": Script([BROKEN, SUCCESS], waits=[0]),
    "a wait of more than a minute is the caller's": Script([told(61, 429)], ["RateLimitError"], waits=[]),
    "three retries": Script([told(0)] * 4, ["ServerError"]),
    "as many as told": Script([told(0)] * 3, ["ServerError"], options={"max_retries": 2}),
    "silence ends at the timeout": Script([SILENCE] * 2, ["ConnectionFailedError"], {"timeout": 1, "max_retries": 1}),
}  # fmt: skip


@each_language
@pytest.mark.parametrize("name", SCRIPTS)
def test_retries(language: Language, name: str) -> None:
    script = SCRIPTS[name]
    with scripted(script.responses) as server:
        options = {"base_url": server.url, **script.options}
        ran = run(language, [ME] * len(script.outcomes), {}, clients=[options], jitter=script.jitter)
    assert [each.get("error") or each["value"]["id"] for each in ran.outcomes] == list(script.outcomes)
    assert len(server.targets) == len(script.responses)
    assert set(ran.timeouts) == {script.options.get("timeout", 60)}
    assert script.waits is None or ran.waits == list(script.waits)


@each_language
def test_response_that_is_not_the_apis_own_is_an_error_that_says_so(language: Language) -> None:
    others = ["<h1>Bad Gateway</h1>", "{}", "[]"]
    dated = told("Wed, 25 Nov 2026 07:28:00 GMT")
    with scripted([*((502, {}, body) for body in others), told(7), dated, (200, {}, "<h1>Welcome</h1>")]) as server:
        options = {"base_url": server.url, "max_retries": 0}
        *bad, after, undated, welcome = run(language, [ME] * 6, {}, clients=[options]).outcomes
    none, null = {JAVASCRIPT: ("undefined", "null"), PYTHON: ("None", "None")}[language]
    for outcome in bad:
        assert (outcome["error"], outcome["status"], outcome.get("code")) == ("ServerError", 502, None)
        assert outcome["message"] == f"502 {none}: Bad Gateway ({null})"
    assert [(each["retryable"], each["retry_after"]) for each in (after, undated)] == [(True, 7), (True, None)]
    assert welcome["message"].startswith(f"No usable response to GET {server.url}/me: ")
    cause = {JAVASCRIPT: "SyntaxError", PYTHON: "JSONDecodeError"}[language]
    assert (welcome["error"], welcome["cause"], welcome["retryable"]) == ("ConnectionFailedError", cause, True)


@each_language
def test_list_goes_on_to_the_last_page(language: Language) -> None:
    pages: list[Response] = [
        (200, {}, '{"data": [1, 2], "next_cursor": "cursor_2"}'),
        (200, {}, '{"data": [3], "next_cursor": null}'),
    ]
    with scripted(pages) as server:
        ran = run(language, [Call("listModels")], {}, clients=[{"base_url": server.url}])
    assert ran.outcomes == [{"value": [1, 2, 3]}]
    assert server.targets == ["/models?limit=100", "/models?limit=100&cursor=cursor_2"]
