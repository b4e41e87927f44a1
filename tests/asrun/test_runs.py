import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from asrun.examples.example import Example, load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, LANGUAGES, PYTHON, REQUEST, Language
from asrun.examples.raw import send
from asrun.examples.runs import Case, Outcome, cases, needed, run
from asrun.examples.waiting import GUARD
from asrun.examples.wire import line, sent
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.conftest import FIRST, Copy

SENT = ["POST /v1/generate 200"]


@pytest.fixture
def example(copy: Copy) -> Example:
    ((example,), _) = load_examples(copy.root)
    return example


def lines(outcome: Outcome) -> list[str]:
    return [line(exchange) for exchange in outcome.exchanges]


def test_example_is_run_in_every_language_and_way(example: Example) -> None:
    assert [case.id for case in cases(example, ["bash", "zsh"])] == [
        "authentication/first-request[curl]",
        "authentication/first-request[javascript]",
        "authentication/first-request[python]",
        "authentication/first-request[curl in bash]",
        "authentication/first-request[curl in zsh]",
        "authentication/first-request[python with requests]",
    ]


def test_fault_is_not_run_in_a_terminal(example: Example) -> None:
    faulty = replace(example, fault="stall", requests=False)
    assert [case.language for case in cases(faulty, ["bash"])] == list(LANGUAGES)


def test_another_way_needs_the_programs_own_run(example: Example) -> None:
    case = Case(example, CURL, shell="bash")
    assert needed(case) == [Case(example, CURL), case]
    assert needed(example) == [Case(example, language) for language in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_program_reaches_the_mock_as_it_stands(example: Example, server: MockServer, language: Language) -> None:
    outcome = run(Case(example, language), server)
    assert lines(outcome) == SENT
    assert outcome.refused == ()
    assert outcome.ended.status == 0


def test_library_takes_the_place_of_httpx(example: Example, server: MockServer) -> None:
    outcome = run(Case(example, PYTHON, library="requests"), server)
    assert lines(outcome) == SENT
    assert "python-requests" in dict(outcome.exchanges[0].request.fields)["user-agent"]


def test_keys_in_what_a_run_prints_are_masked(copy: Copy, server: MockServer) -> None:
    copy.write(f"{FIRST}/javascript.mjs", 'console.log("YOUR_API_KEY"); console.error("YOUR_API_KEY");\n')
    ((example,), _) = load_examples(copy.root)
    ended = run(Case(example, JAVASCRIPT), server).ended
    mask = f"{SANDBOX_KEYS['read'][:12]}…\n"
    assert (ended.output, ended.errors) == (mask, mask)


def test_environment_of_the_example_is_added(copy: Copy, server: MockServer) -> None:
    copy.write(f"{FIRST}/python.py", 'import os\nprint(repr(os.environ["NAME"]), "YOUR_API_KEY"[:0])\n')
    copy.write(f"{FIRST}/example.toml", copy.read(f"{FIRST}/example.toml") + '[environment]\nNAME = "Ada\\r"\n')
    ((example,), _) = load_examples(copy.root)
    assert run(Case(example, PYTHON), server).ended.output.strip() == r"'Ada\r'"


def test_example_cannot_lead_its_run_elsewhere(example: Example, server: MockServer) -> None:
    away = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:1")
    elsewhere = replace(example, environment={**away, "HOME": "/root"})
    assert lines(run(Case(elsewhere, CURL), server)) == SENT


def test_server_that_is_away_refuses_the_connection(example: Example, server: MockServer) -> None:
    outcome = run(Case(replace(example, fault="away"), CURL), server)
    assert outcome.ended.status == 7
    assert outcome.exchanges == ()


def test_fault_of_the_mock_is_switched_on(example: Example, server: MockServer) -> None:
    outcome = run(Case(replace(example, fault="empty_reply"), CURL), server)
    assert outcome.ended.status == 52


def test_request_is_sent_in_the_place_of_a_program(copy: Copy, server: MockServer) -> None:
    copy.write("snippets/a/b/example.toml", 'exchanges = ["GET /v1/nowhere 404"]\n')
    copy.write("snippets/a/b/request.http", "GET /v1/nowhere HTTP/1.1\nHost: api.example.com\n\n")
    example = load_examples(copy.root)[0][0]
    outcome = run(Case(example, REQUEST), server)
    assert lines(outcome) == ["GET /v1/nowhere 404"]


def test_message_of_a_script_reads_as_in_a_terminal(copy: Copy, server: MockServer) -> None:
    copy.write(f"{FIRST}/curl.sh", 'echo YOUR_API_KEY >&-\n: "${UNSET:?is not set}"\n')
    ((example,), _) = load_examples(copy.root)
    assert run(Case(example, CURL), server).ended.errors.splitlines()[-1] == "bash: UNSET: is not set"


def test_no_run_among_five_hundred_at_once_is_misattributed(server: MockServer) -> None:
    count = 500
    together = threading.Barrier(count, timeout=GUARD)

    def one(number: int) -> tuple[list[str], list[str]]:
        opened = server.open_run()
        together.wait()
        send(f"GET /v1/{number} HTTP/1.1\nHost: api.example.com\n\n", opened.environment)
        opened.close()
        return [f"/v1/{number}"], [sent(exchange.request).path for exchange in opened.sandbox.journal.exchanges]

    with ThreadPoolExecutor(count) as pool:
        pairs = list(pool.map(one, range(count)))
    assert [came for _, came in pairs] == [expected for expected, _ in pairs]
