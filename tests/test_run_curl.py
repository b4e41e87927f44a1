"""run_in_page/page/curl.mjs: what the Run button makes of cURL is what bash and curl make of it, or refused by name."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import curl_commands
from tests.bash_words import bash_words, programs
from tests.curl_commands import REFUSED, lines, snippets, with_address
from tests.real_curl import Answer, Job, Outcome, run_ours, run_really

ENVIRONMENT = {
    "API_KEY": "test-key",
    "EMPTY": "",
    "WORDS": " a  b\tc ",
    "OPTIONS": "-d a -H X-A:b",
    "LINE": "\n -G -A b ",
}
BODY = '{"é": true}\n'
REASONS = {200: "OK", 401: "Unauthorized", 500: "Internal Server Error"}

SNIPPETS = snippets()
SHELL_FORMS = {
    "handling-errors/handle-errors": "a function",
    "endpoints/replay": "a loop (for)",
    "endpoints/reuse": "a loop (for)",
    "sdks/generate": "a command that is not curl (.)",
    "sdks/refused": "a redirection (>)",
}
"""The programs that are more than curl, and what of it the Run button names."""


def answer(status: int, **fields: str) -> Answer:
    named = [
        ("Content-Type", "application/json"),
        ("X-Request-Id", "req_1"),
        *((name.replace("_", "-"), value) for name, value in fields.items()),
        ("content-length", str(len(BODY.encode()))),
        ("connection", "close"),
    ]
    return Answer(status, REASONS.get(status, "Try again"), named, BODY)


ATTEMPTS = {
    SNIPPETS["rate-limits/retry"]: [answer(429, Retry_After="1"), answer(200)],
    with_address("curl U --fail --retry 2"): [answer(500), answer(503), answer(200)],
    with_address("curl U --retry 3 --retry-max-time 2"): [answer(503, Retry_After="5")],
    with_address("curl -s U --retry 2 --retry-max-time 1 -w '%{http_code}'"): [answer(500)],
    with_address("curl -i U --fail-with-body --retry 3"): [answer(408), answer(401)],
    with_address("curl U --retry 1 --retry-max-time 0"): [answer(502, Retry_After="0")],
    "curl http://nowhere..invalid/ --retry 1": [answer(200)],
}
REFUSED_SNIPPETS = {text for name, text in SNIPPETS.items() if name in SHELL_FORMS}
COMMANDS = lines(curl_commands.ANSWERED)
ONCE = [*lines(curl_commands.ONCE), *(text for text in SNIPPETS.values() if text not in {*REFUSED_SNIPPETS, *ATTEMPTS})]

Case = tuple[str, tuple[int, ...]]
Both = tuple[Outcome, dict[str, Any]]


def jobs() -> Iterator[Job]:
    """Those that wait go first, so that the others run meanwhile."""
    yield from (Job(text, ENVIRONMENT, answers) for text, answers in ATTEMPTS.items())
    yield from (Job(text, ENVIRONMENT, [answer(status)]) for status in REASONS for text in COMMANDS)
    yield from (Job(text, ENVIRONMENT, [answer(401)]) for text in ONCE)


def ours(*jobs: Job) -> list[dict[str, Any]]:
    return run_ours({**job._asdict(), "answers": [each._asdict() for each in job.answers]} for job in jobs)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Case, Both]:
    """How each program ended under the real curl and in the page, by its text and the statuses of the answers."""
    each = list(jobs())
    cases = [(job.text, tuple(answer.status for answer in job.answers)) for job in each]
    both = zip(run_really(each, tmp_path_factory.mktemp("curl")), ours(*each), strict=True)
    return dict(zip(cases, both, strict=True))


@pytest.fixture(scope="module")
def same_version() -> bool:
    """curl words its errors in another way from version to version."""
    version = subprocess.run(["curl", "--disable", "--version"], capture_output=True, text=True, check=True).stdout
    return version.startswith("curl 7.88.")


def seen(outcome: Mapping[str, Any], worded: bool) -> str:
    """What one sees of an outcome, with the version, the time and the random number of all replaced."""
    names = ("requests", "stdout", "stderr", "exit") if worded else ("requests", "stdout", "exit")
    text = json.dumps({name: outcome[name] for name in names}, indent=1, ensure_ascii=False)
    return re.sub(r'"\d{10}-\d{1,5}"', '"TIME-RANDOM"', re.sub(r"curl/[\d.]+", "curl/VERSION", text))


def assert_alike(both: Both, worded: bool) -> None:
    real, page = both
    assert "refused" not in page
    assert seen(page, worded) == seen(vars(real), worded)


@pytest.mark.parametrize("status", REASONS)
@pytest.mark.parametrize("text", COMMANDS)
def test_command_does_as_under_curl(text: str, status: int, outcomes: Mapping[Case, Both], same_version: bool) -> None:
    assert_alike(outcomes[text, (status,)], same_version)


@pytest.mark.parametrize("text", ONCE)
def test_address_misuse_and_example_do_as_under_curl(
    text: str, outcomes: Mapping[Case, Both], same_version: bool
) -> None:
    assert_alike(outcomes[text, (401,)], same_version)


@pytest.mark.parametrize("text", ATTEMPTS)
def test_attempts_follow_one_another_as_under_curl(
    text: str, outcomes: Mapping[Case, Both], same_version: bool
) -> None:
    assert_alike(outcomes[text, tuple(answer.status for answer in ATTEMPTS[text])], same_version)


def test_page_waits_as_long_as_the_answer_says_or_twice_as_long_each_time() -> None:
    commands = [with_address(f"curl U --retry {retries}") for retries in (1, 12)]
    told, untold = ours(Job(commands[0], {}, [answer(429, retry_after="7")]), Job(commands[1], {}, [answer(500)]))
    assert told["waits"] == [7]
    assert untold["waits"] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]


@pytest.fixture(scope="module")
def refusals() -> Mapping[str, dict[str, Any]]:
    texts = [with_address(text) for text in REFUSED] + list(SNIPPETS.values())
    return dict(zip(texts, ours(*(Job(text, ENVIRONMENT, [answer(200)]) for text in texts)), strict=True))


@pytest.mark.parametrize(("text", "name"), REFUSED.items())
def test_what_the_page_lacks_is_refused_by_name_before_anything_is_sent(
    text: str, name: str, refusals: Mapping[str, dict[str, Any]]
) -> None:
    outcome = refusals[with_address(text)]
    assert name in outcome["refused"]
    assert outcome["requests"] == []


def test_the_shell_forms_alone_of_the_documentation_are_refused(refusals: Mapping[str, dict[str, Any]]) -> None:
    refused = {name: refusals[text].get("refused") for name, text in SNIPPETS.items()}
    assert {name for name, reason in refused.items() if reason} == SHELL_FORMS.keys()
    assert [name for name, form in SHELL_FORMS.items() if form not in str(refused[name])] == []


def test_page_knows_the_names_of_all_options(same_version: bool) -> None:
    """An option that curl does not know ends with curl's own words, one that the page does not have is refused."""
    listed = subprocess.run(["curl", "--help", "all"], capture_output=True, text=True, check=True).stdout
    options = re.findall(r"^ *(?:(-\S), )?(--[\w.-]+)", listed, re.MULTILINE)
    assert len(options) > 200
    texts = [f"curl {name}" for pair in options for name in pair if name]
    outcomes = ours(*(Job(text, {}, [answer(200)]) for text in texts))
    unknown = [text for text, outcome in zip(texts, outcomes, strict=True) if "unknown" in outcome.get("stderr", "")]
    assert not (same_version and unknown)


def commands_of(outcome: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The commands that the page would run, None where it refuses one: it has no other command than `p` here."""
    commands = [command for command in outcome.get("commands", ()) if command["words"]]
    others = any(command["words"][0] != "p" for command in commands)
    return None if "refused" in outcome or others else commands


def test_words_are_those_of_bash_whatever_the_quotes(tmp_path: Path) -> None:
    texts = programs(500)
    read = run_ours({"text": text, "environment": ENVIRONMENT} for text in texts)
    cases = zip(texts, map(commands_of, read), bash_words(texts, ENVIRONMENT, tmp_path), strict=True)
    accepted = [case for case in cases if case[1] is not None]
    assert [case for case in accepted if case[1] != case[2]] == []
    assert len(accepted) > 400
