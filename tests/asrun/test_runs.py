from dataclasses import replace
from pathlib import Path

import pytest

from asrun.examples.example import Example, load_examples
from asrun.examples.languages import CURL, LANGUAGES, PYTHON
from asrun.examples.process import Ended
from asrun.examples.raw import send
from asrun.examples.runs import Case, cases, needed, run
from asrun.examples.waiting import GUARD
from asrun.examples.wire import line
from asrun.transport.faults import empty_reply
from asrun.transport.server import MockServer
from tests.api import API
from tests.asrun.conftest import FIRST


@pytest.fixture
def example(copy: Path) -> Example:
    return load_examples(copy, API)[0][0]


def test_example_is_run_in_every_language_and_way_but_a_fault_in_no_terminal(example: Example) -> None:
    plain = [Case(example, language) for language in LANGUAGES]
    pasted = [Case(example, CURL, shell) for shell in ("bash", "zsh")]
    others = [Case(example, PYTHON, library=library) for library in ("requests", "httpx2")]
    assert cases(example, ["bash", "zsh"]) == [*plain, *pasted, *others]
    assert needed(example) == plain
    assert needed(pasted[0]) == [plain[0], pasted[0]]
    assert {case.shell for case in cases(replace(example, fault="stall"), ["bash"])} == {""}
    proved = replace(example, proved_by="tests/test_a.py")
    assert cases(proved, ["bash"]) == needed(proved) == []


def test_request_that_gets_no_response_says_why(server: MockServer) -> None:
    run = server.open_run([empty_reply])
    request = "GET /v1/me HTTP/1.1\nHost: api.example.com\n\n"
    ended = Ended(1, "", "RemoteDisconnected: Remote end closed connection without response")
    assert send(request, server.api.contract.origins[0], run.environment, GUARD) == ended
    run.close()


def test_output_does_not_name_the_folder_of_the_run(copy: Path, server: MockServer) -> None:
    (copy / f"{FIRST}/python.py").write_text("print(__file__)  # YOUR_API_KEY\n")
    ((example,), _) = load_examples(copy, API)
    assert run(Case(example, PYTHON), server).ended.output == "python.py\n"


def test_example_cannot_lead_its_run_elsewhere(example: Example, server: MockServer) -> None:
    away = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:1")
    outcome = run(Case(replace(example, environment={**away, "HOME": "/root"}), CURL), server)
    assert [line(exchange) for exchange in outcome.exchanges] == ["POST /v1/generate 200"]
