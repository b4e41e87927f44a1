"""run_in_page/page/curl.mjs: what the Run button makes of cURL is what bash and curl make of it, or refused by name."""

import json
import re
import subprocess
from collections.abc import Mapping
from functools import cache

import pytest

from tests.curl_commands import REFUSED, REQUESTS, RESPONSES, lines, quotings, snippets, with_address
from tests.real_curl import Job, Outcome, Response, run_in_page, run_really

BODY = '{"é": true}\n'
REASONS = {200: "OK", 401: "Unauthorized", 500: "Internal Server Error"}

SNIPPETS = {name: text.replace("https:", "http:") for name, text in snippets().items()}
SHELL_FORMS = {
    "handling-errors/handle-errors": "a function",
    "endpoints/replay": "a command that is not curl (for)",
    "endpoints/reuse": "a command that is not curl (for)",
    "sdks/generate": "a command that is not curl (.)",
    "sdks/refused": "a redirection (>)",
}
"""The programs that are more than curl, and what of it the Run button names."""


def response(status: int, **fields: str) -> Response:
    named = {"Content-Type": "application/json", "X-Request-Id": "req_1", **fields}
    named |= {"content-length": str(len(BODY.encode())), "connection": "close"}
    return Response(status, REASONS.get(status, "Try again"), [*named.items()], BODY)


def after(seconds: str) -> dict[str, str]:
    return {"Retry-After": seconds}


RETRIES = {
    SNIPPETS["rate-limits/retry"]: [response(429, **after("1")), response(200)],
    with_address("curl U --fail --retry 2"): [response(500), response(503), response(200)],
    with_address("curl U --retry 3 --retry-max-time 2"): [response(503, **after("5"))],
    with_address("curl -s U --retry 2 --retry-max-time 1 -w '%{http_code}'"): [response(500)],
    with_address("curl -i U --fail-with-body --retry 3"): [response(408), response(401)],
    with_address("curl U --retry 1 --retry-max-time 0"): [response(502, **after("0"))],
    "curl http://nowhere..invalid/ --retry 1": [response(200)],
}
ONCE = [*lines(REQUESTS), *(text for name, text in SNIPPETS.items() if name not in SHELL_FORMS and text not in RETRIES)]
PROGRAMS = {
    **{(text, ""): responses for text, responses in RETRIES.items()},  # first: these wait, and the others run meanwhile
    **{(text, str(status)): [response(status)] for status in REASONS for text in lines(RESPONSES)},
    **{(text, ""): [response(401)] for text in ONCE},
}
"""Programs that the page can run, with the responses that they get."""

QUOTINGS = quotings(200)

Both = tuple[Outcome, Outcome]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Both]:
    """How each program ended under the real bash and curl, and in the page."""
    programs = PROGRAMS | {(text, ""): [response(200)] for text in QUOTINGS}
    jobs = [Job(text, responses) for (text, _), responses in programs.items()]
    both = zip(run_really(jobs, tmp_path_factory.mktemp("curl")), run_in_page(jobs), strict=True)
    return dict(zip(programs, both, strict=True))


@cache
def is_same_version() -> bool:
    """curl words its errors in another way from version to version."""
    version = subprocess.run(["curl", "--disable", "--version"], capture_output=True, text=True, check=True).stdout
    return version.startswith("curl 7.88.")


def seen(outcome: Outcome) -> str:
    """What one sees of an outcome, with the version, the time and the random number of all replaced."""
    names = ("requests", "stdout", "exit", *(["stderr"] if is_same_version() else []))
    text = json.dumps({name: outcome.get(name) for name in names}, indent=1, ensure_ascii=False)
    return re.sub(r'"\d{10}-\d{1,5}"', '"TIME-RANDOM"', re.sub(r"curl/[\d.]+", "curl/VERSION", text))


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_program_does_as_under_bash_and_curl(
    program: tuple[str, str], outcomes: Mapping[tuple[str, str], Both]
) -> None:
    real, page = outcomes[program]
    assert "refused" not in page
    assert seen(page) == seen(real)


def test_words_are_those_of_bash_whatever_the_quotes(outcomes: Mapping[tuple[str, str], Both]) -> None:
    accepted = {text: outcomes[text, ""] for text in QUOTINGS if "refused" not in outcomes[text, ""][1]}
    assert {text: both for text, both in accepted.items() if seen(both[0]) != seen(both[1])} == {}
    assert len(accepted) > len(QUOTINGS) / 2


def test_page_waits_as_long_as_the_response_says_or_twice_as_long_each_time() -> None:
    retries = {"1": response(429, **after("7")), "12": response(500)}
    jobs = [Job(with_address(f"curl U --retry {number}"), [each]) for number, each in retries.items()]
    waits = [outcome["waits"] for outcome in run_in_page(jobs)]
    assert waits == [[7], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]]


def test_what_the_page_lacks_is_refused_by_name_before_anything_is_sent() -> None:
    expected = {with_address(text): name for text, name in REFUSED.items()}
    expected |= {SNIPPETS[name]: form for name, form in SHELL_FORMS.items()}
    outcomes = zip(expected, run_in_page([Job(text, [response(200)]) for text in expected]), strict=True)
    actual = {text: (outcome.get("refused", ""), outcome["requests"]) for text, outcome in outcomes}
    assert {text: each for text, each in actual.items() if expected[text] not in each[0] or each[1]} == {}
