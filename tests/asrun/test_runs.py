import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from asrun.examples.example import Example, load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, LANGUAGES, PYTHON, Language
from asrun.examples.pool import Runs
from asrun.examples.raw import send
from asrun.examples.runs import Case, cases, needed, run
from asrun.examples.verdict import judge
from asrun.examples.waiting import GUARD
from asrun.examples.wire import line
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.api import API
from tests.asrun.conftest import FIRST, Copy

MASK = f"{SANDBOX_KEYS['read'][:12]}…"


@pytest.fixture
def example(copy: Copy) -> Example:
    return load_examples(copy.root, API)[0][0]


def test_example_is_run_in_every_language_and_way(example: Example) -> None:
    plain = [Case(example, language) for language in LANGUAGES]
    in_zsh = Case(example, CURL, shell="zsh")
    assert cases(example, ["bash", "zsh"]) == [
        *plain,
        Case(example, CURL, shell="bash"),
        in_zsh,
        Case(example, PYTHON, library="requests"),
    ]
    assert in_zsh.id == "authentication/first-request[curl in zsh]"
    assert needed(example) == plain
    assert needed(in_zsh) == [plain[0], in_zsh]


def test_fault_is_not_run_in_a_terminal_and_what_a_test_proves_not_at_all(example: Example) -> None:
    faulty = replace(example, fault="stall", requests=False)
    assert [case.language for case in cases(faulty, ["bash"])] == list(LANGUAGES)
    proved = replace(example, proved_by="tests/test_a.py")
    assert cases(proved, ["bash"]) == needed(proved) == []


def test_every_way_to_run_a_program_leads_it_to_the_mock(example: Example, server: MockServer) -> None:
    ways = cases(example, ["bash"])
    with Runs(server, size=1) as runs:
        runs.start(ways)
        outcomes = [runs[case] for case in ways]
    assert [finding for outcome in outcomes for finding in judge(outcome, runs[outcome.case.plain])] == []
    assert "python-requests" in dict(outcomes[-1].exchanges[0].request.fields)["user-agent"]


@pytest.mark.parametrize(
    ("language", "program", "shown"),
    [
        (JAVASCRIPT, 'console.log("YOUR_API_KEY"); console.error("YOUR_API_KEY")', (MASK, MASK)),
        (PYTHON, 'import os; print(repr(os.environ["NAME"]), "YOUR_API_KEY"[:0])', (r"'Ada\r' ", "")),
        (CURL, ': YOUR_API_KEY; : "${UNSET:?is not set}"', ("", "bash: UNSET: is not set")),
    ],
    ids=["keys are masked", "environment is added", "bash names itself as in a terminal"],
)
def test_output_of_a_run(
    copy: Copy, server: MockServer, language: Language, program: str, shown: tuple[str, str]
) -> None:
    copy.write(f"{FIRST}/{language.file}", f"{program}\n")
    example = replace(load_examples(copy.root, API)[0][0], environment={"NAME": "Ada\r"})
    ended = run(Case(example, language), server).ended
    assert (ended.output.strip("\n"), ended.errors.strip("\n")) == shown


def test_example_cannot_lead_its_run_elsewhere(example: Example, server: MockServer) -> None:
    away = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:1")
    outcome = run(Case(replace(example, environment={**away, "HOME": "/root"}), CURL), server)
    assert [line(exchange) for exchange in outcome.exchanges] == ["POST /v1/generate 200"]


@pytest.mark.parametrize(("fault", "status"), [("away", 7), ("empty_reply", 52)])
def test_fault_is_what_the_program_meets(example: Example, server: MockServer, fault: str, status: int) -> None:
    assert run(Case(replace(example, fault=fault), CURL), server).ended.status == status


def test_what_waits_for_a_fault_holds_up_no_other_and_runs_once(
    copy: Copy, server: MockServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    begun = tmp_path_factory.mktemp("begun")
    both = f"until test $(ls {begun} | wc -l) -ge 2; do sleep 0.02; done"
    copy.write(f"{FIRST}/curl.sh", f"mktemp {begun}/YOUR_API_KEY.XXXXXX\n{both}\n")
    example = load_examples(copy.root, API)[0][0]
    ways = [Case(replace(example, fault=fault), CURL) for fault in ("stall", None)]
    with Runs(server, size=1) as runs:
        runs.start(ways)
        assert [runs[case].ended.status for case in ways * 2] == [0, 0, 0, 0]
    assert len(list(begun.iterdir())) == 2


def test_no_run_among_forty_at_once_is_misattributed(server: MockServer) -> None:
    count = 40  # more, and a busy machine misses the limit of the TLS handshake
    together = threading.Barrier(count, timeout=GUARD)

    def one(number: int) -> list[str]:
        opened = server.open_run()
        together.wait()
        send(f"GET /v1/{number} HTTP/1.1\nHost: api.example.com\n\n", server.api.host, opened.environment)
        opened.close()
        return [exchange.request.path for exchange in opened.sandbox.journal.exchanges]

    with ThreadPoolExecutor(count) as pool:
        assert list(pool.map(one, range(count))) == [[f"/v1/{number}"] for number in range(count)]
