"""getting-started/troubleshooting.md: every program checks its key alike; cURL exits as the page says."""

import re
import subprocess
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.browser.served import served
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import PATH, execute, workplace
from asrun.examples.runs import Case
from asrun.transport.faults import gateway
from asrun.transport.server import MockServer
from asrun.transport.wall import Wall
from mock_api.sandbox import SANDBOX_KEYS
from tests.api import EXAMPLES
from tests.tables import CURL_EXITS, REASONS, exit_of

READS = {JAVASCRIPT: "process.env.API_KEY", PYTHON: 'os.environ.get("API_KEY")'}
FAILS = {
    JAVASCRIPT: ("error.cause?.cause ?? error.cause ?? error", "No usable response from api.example.com: "),
    PYTHON: ("except Exception as error", "No usable response from api.example.com: {error!r}"),
}


@pytest.mark.parametrize("language", READS, ids=lambda language: language.name)
def test_every_program_that_sends_a_request_names_a_failure_alike(language: Language) -> None:
    texts = {path: path.read_text("utf-8") for path in ROOT.glob(f"snippets/*/*/{language.file}")}
    found = {path: text for path, text in texts.items() if re.search(r"await fetch\(|import httpx", text)}
    assert len(found) > 20
    assert [path for path, text in found.items() if any(part not in text for part in FAILS[language])] == []


READING = [
    Case(example, language)
    for example in EXAMPLES
    for language in READS
    if example.programs == example.folder and language in example.languages and not example.proved_by
    if re.search(r"response\.(json|text)\(\)", example.source(language))
]
FOREIGN = (
    '{"message": "Forbidden"}',
    '{"success": false, "errors": []}',
    '{"error": "Forbidden"}',
    '{"error": {"code": 403, "status": "Forbidden"}}',
    "[]",
    '"x"',
    "null",
)


@pytest.mark.check
@pytest.mark.parametrize("case", READING, ids=lambda case: str(case.id))
def test_every_program_says_in_one_line_that_json_is_not_from_the_api(case: Case, server: MockServer) -> None:
    for body in FOREIGN:
        opened = server.open_run([gateway(HTTPStatus.FORBIDDEN, "application/json", body.encode())])
        with workplace(case.language.file, case.example.program(case.language)) as place:
            environment = {**case.example.environment, **opened.environment, **case.language.settings()}
            ended = execute(case.language.command, environment, place)
        opened.close()
        assert (ended.status, ended.output) == (1, ""), body
        assert re.fullmatch(r"(API request failed: )?No usable response from api\.example\.com: .+\n", ended.errors), (
            body
        )


@pytest.mark.parametrize("language", READS, ids=lambda language: language.name)
@pytest.mark.says("The variable isn't set, or the key has quotes, a line break, or a carriage return.")
def test_every_program_that_reads_the_variable_checks_it_alike(language: Language) -> None:
    texts = [path.read_text("utf-8") for path in ROOT.glob(f"snippets/*/*/{language.file}")]
    found = [text[text.index(its) :].partition("\n\n")[0] for text in texts if (its := READS[language]) in text]
    assert len(found) > 20  # the others leave it to a client
    assert len({*found}) == 1


@pytest.mark.parametrize("end", ["\n", "\r"])
@pytest.mark.says(
    "If there is no `code`, there is a line break or a carriage return after the key.",
    "A header can't contain it, so JavaScript and Python stop. cURL sends it, and not the API: a `400` without a code.",
    "A shell makes it part of the key in such a `.env`. cURL sends it, and the response isn't the API's: a `400`.",
)
def test_curl_sends_a_broken_line_and_what_answers_is_not_the_api(server: MockServer, end: str) -> None:
    opened, program = server.open_run(), ROOT / "snippets/authentication/environment-variable" / CURL.file
    with workplace(CURL.file, program.read_bytes()) as place:
        ended = execute(CURL.command, {**opened.environment, "API_KEY": SANDBOX_KEYS["read"] + end}, place)
    opened.close()
    assert not opened.sandbox.journal.exchanges
    assert ended.status == 22
    assert re.fullmatch(r"curl: \(22\) .* 400\n", ended.errors)
    assert "code" not in ended.output


@pytest.mark.parametrize(
    ("named", "row"),
    [
        ([], ["curl: (6)", "getaddrinfo ENOTFOUND", "Name or service not known"]),
        (["api.example.com"], ["curl: (7)", "connect ECONNREFUSED", "Connection refused"]),
    ],
)
def test_programs_name_the_cause_without_a_proxy_too(named: list[str], row: list[str], tmp_path: Path) -> None:
    example = next(each for each in EXAMPLES if each.name == "managing-keys/check-key")
    try:
        wall = Wall(tmp_path, named)
    except OSError as error:
        pytest.skip(f"not tried without a wall: {error}")
    with closing(wall):
        for language, cause in zip((CURL, JAVASCRIPT, PYTHON), row, strict=True):
            with workplace(language.file, example.program(language), wall=wall) as place:
                assert cause in execute(language.command, {"API_KEY": SANDBOX_KEYS["read"]}, place).errors
    shown = (ROOT / "docs/getting-started/troubleshooting.md").read_text("utf-8")
    assert " | ".join(f"`{cause}`" for cause in row) in shown


NO_NAME = "http://nowhere..invalid/"
"""A label of a name is never empty: cURL knows without asking DNS."""


OTHERS = {6, 18, 35}
"""Those that no example of the page has."""


@pytest.mark.parametrize(("example", "row"), [*zip(REASONS, CURL_EXITS, strict=True)])
def test_example_ends_in_the_way_that_its_row_explains(example: str, row: tuple[int, ...]) -> None:
    assert {*row} - OTHERS == {exit_of(example)}


@pytest.mark.parametrize("status", sorted(OTHERS))
def test_curl_exits_so(status: int, server: MockServer, tmp_path: Path) -> None:
    run = server.open_run([server.faults["truncate"]])
    with served(tmp_path) as address:  # it speaks no TLS
        urls = {6: NO_NAME, 18: "https://api.example.com/v1/me", 35: address.replace("http:", "https:")}
        environment = {"PATH": PATH, **(run.environment if status == 18 else {})}
        ended = subprocess.run(["curl", "--silent", urls[status]], env=environment, capture_output=True, check=False)
    run.close()
    assert ended.returncode == status
