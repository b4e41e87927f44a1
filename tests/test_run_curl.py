"""run_in_page/page/curl.mjs: what the Run button makes of cURL is what bash and curl make of it, or refused by name."""

import json
import re
import subprocess
from collections.abc import Mapping

import pytest

from tests.curl_commands import ENVIRONMENT, REFUSED, REQUESTS, RESPONSES, lines, quotings, snippets, with_address
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
    named = [
        ("Content-Type", "application/json"),
        ("X-Request-Id", "req_1"),
        *((name.replace("_", "-"), value) for name, value in fields.items()),
        ("content-length", str(len(BODY.encode()))),
        ("connection", "close"),
    ]
    return Response(status, REASONS.get(status, "Try again"), named, BODY)


RETRIES = {
    SNIPPETS["rate-limits/retry"]: [response(429, Retry_After="1"), response(200)],
    with_address("curl U --fail --retry 2"): [response(500), response(503), response(200)],
    with_address("curl U --retry 3 --retry-max-time 2"): [response(503, Retry_After="5")],
    with_address("curl -s U --retry 2 --retry-max-time 1 -w '%{http_code}'"): [response(500)],
    with_address("curl -i U --fail-with-body --retry 3"): [response(408), response(401)],
    with_address("curl U --retry 1 --retry-max-time 0"): [response(502, Retry_After="0")],
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
    jobs = [Job(text, ENVIRONMENT, responses) for (text, _), responses in programs.items()]
    both = zip(run_really(jobs, tmp_path_factory.mktemp("curl")), run_in_page(jobs), strict=True)
    return dict(zip(programs, both, strict=True))


@pytest.fixture(scope="module")
def same_version() -> bool:
    """curl words its errors in another way from version to version."""
    version = subprocess.run(["curl", "--disable", "--version"], capture_output=True, text=True, check=True).stdout
    return version.startswith("curl 7.88.")


def seen(outcome: Outcome, worded: bool) -> str:
    """What one sees of an outcome, with the version, the time and the random number of all replaced."""
    names = ("requests", "stdout", "stderr", "exit") if worded else ("requests", "stdout", "exit")
    text = json.dumps({name: outcome.get(name) for name in names}, indent=1, ensure_ascii=False)
    return re.sub(r'"\d{10}-\d{1,5}"', '"TIME-RANDOM"', re.sub(r"curl/[\d.]+", "curl/VERSION", text))


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_program_does_as_under_bash_and_curl(
    program: tuple[str, str], outcomes: Mapping[tuple[str, str], Both], same_version: bool
) -> None:
    real, page = outcomes[program]
    assert "refused" not in page
    assert seen(page, same_version) == seen(real, same_version)


def test_words_are_those_of_bash_whatever_the_quotes(outcomes: Mapping[tuple[str, str], Both]) -> None:
    accepted = {text: outcomes[text, ""] for text in QUOTINGS if "refused" not in outcomes[text, ""][1]}
    different = {text: both for text, both in accepted.items() if seen(both[0], False) != seen(both[1], False)}
    assert different == {}
    assert len(accepted) > len(QUOTINGS) / 2


def test_page_waits_as_long_as_the_response_says_or_twice_as_long_each_time() -> None:
    commands = [with_address(f"curl U --retry {retries}") for retries in (1, 12)]
    responses = response(429, retry_after="7"), response(500)
    told, untold = run_in_page(Job(text, {}, [each]) for text, each in zip(commands, responses, strict=True))
    assert told["waits"] == [7]
    assert untold["waits"] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]


def test_what_the_page_lacks_is_refused_by_name_before_anything_is_sent() -> None:
    expected = {with_address(text): name for text, name in REFUSED.items()}
    expected |= {SNIPPETS[name]: form for name, form in SHELL_FORMS.items()}
    outcomes = zip(expected, run_in_page(Job(text, ENVIRONMENT, [response(200)]) for text in expected), strict=True)
    actual = {text: (outcome.get("refused", ""), outcome["requests"]) for text, outcome in outcomes}
    assert {text: each for text, each in actual.items() if expected[text] not in each[0] or each[1]} == {}
