"""asrun judge: programs of many languages, each with a mistake that public bug reports show, and ones without any."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from asrun import ROOT
from asrun.examples.languages import NODE
from asrun.examples.process import PATH
from asrun.judge.checks import CHECKS, RULES, WITH, Verdict, judged
from asrun.judge.mistakes import Mistake, Mistakes
from asrun.judge.places import Places
from asrun.judge.program import LIMIT
from asrun.judge.trials import Judge
from asrun.project import load_api
from asrun.sandbox.environment import PROGRAMS
from asrun.transport.server import MockServer
from tests.asrun.conftest import living

FOLDER = ROOT / "tests/judge"
COMMANDS = {".sh": "bash", ".py": sys.executable, ".mjs": NODE, ".rb": "ruby", ".php": "php", ".pl": "perl"}
QUICK = ("no_colon.sh", "token_scheme.py", "key_in_the_query.rb", "early.php", "good.sh", "good.py")
"""Those that make test runs."""

TIMEOUT = re.compile("(--max-time |timeoutSeconds = |timeout: float = )60")

PLACES = Places(ROOT)


def judge(
    server: MockServer, program: Path, faults: Sequence[str] = (), **options: Any
) -> tuple[list[Mistake], Mapping[str, Verdict]]:
    called, streams = [COMMANDS[program.suffix], program.name], (io.BytesIO(), io.BytesIO())
    its = list(Judge(server, Mistakes(server.api, PLACES), called, program.parent, streams, **options).trials(faults))
    mistakes = [mistake for _, found in its for mistake in found]
    return mistakes, {each.text: each for each in judged([trial for trial, _ in its], mistakes, PLACES)}


def broken_promises(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    return {text: each.broken.detail for text, each in verdicts.items() if each.broken}


def command(folder: Path, *arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "asrun", "judge", "--folder", str(folder), *arguments]
    variables = {"PATH": f"{PROGRAMS[0]}:{PATH}", "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(called, cwd=cwd, env={**os.environ, **variables}, capture_output=True, text=True, check=False)


@pytest.mark.says(
    "If there's no mistake, the exit status is 0.",
    "Only the variables that lead HTTP clients to the mock are added, and `API_KEY` is the `admin` key.",
)
def test_program_runs_where_it_is_and_nothing_of_it_stays(tmp_path: Path) -> None:
    ask = 'curl -sf -m 30 https://api.example.com/v1/me --oauth2-bearer "$API_KEY"'
    script = f'{ask} | grep -o "Sandbox: admin"; echo "$OWN $PWD" >&2; sleep 987 & cat given'
    (tmp_path / "given").write_text("given\n")
    ended = command(tmp_path, "--", "bash", "-c", script, OWN="own")
    assert (ended.returncode, ended.stdout) == (0, "Sandbox: admin\ngiven\n"), ended.stderr
    assert ended.stderr == f"own {tmp_path}\njudge: 1 request; it exited with 0\n"
    assert living("sleep\0987") == []


@pytest.mark.says("A program that waits for more than {judge_seconds} seconds is stopped.")
def test_program_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    script = "curl -s https://api.example.com/v1/health; sleep 60"
    ended = command(tmp_path, "--limit", "0.5", "--", "bash", "-c", script)
    assert "1 request; it was still running 0.5 s after its last request, and was ended\n" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--key", "none", "--", "true"], "there is no key none: choose one of read, "),
        (["--with", "rain", "--", "true"], "there is no rain: choose some of busy,"),
        (["--", "no-such-program"], "there is no program no-such-program"),
        ([], "name the program"),
    ],
)
def test_call_that_cannot_be_understood_exits_with_2(arguments: list[str], told: str, tmp_path: Path) -> None:
    ended = command(tmp_path, *arguments)
    assert (ended.returncode, told in ended.stderr, ended.stderr.count("\n")) == (2, True, 1)


@pytest.mark.says(
    "`.venv/bin/python -m asrun judge --json -- node main.mjs` prints a JSON object for each mistake and each rule."
)
def test_findings_are_objects_and_a_report_for_ci_too(tmp_path: Path) -> None:
    program = str(shutil.copy(FOLDER / "retries_a_401.py", tmp_path))
    report = str(tmp_path / "report.xml")
    options = ["--json", "--junit", report, "--with", "expired", "--site", "http://127.0.0.1:8000"]
    ended = command(tmp_path, *options, "--", "python", program)
    mistake, *promises = map(json.loads, ended.stdout.splitlines())
    assert (ended.returncode, mistake["name"], mistake["fault"]) == (1, "retry_of_refused_request", "expired")
    assert mistake["place"]["url"] == "http://127.0.0.1:8000/guides/best-practices/#set-timeouts-retry-with-care"
    verdicts = {each["promise"]: each["verdict"] for each in promises}
    assert (verdicts["Don't retry other errors"], {*verdicts.values()}) == ("broken", {"broken", "held", "not tried"})
    suite = ElementTree.parse(report).getroot()
    assert (suite.get("tests"), suite.get("failures")) == (str(len(verdicts)), "1")


def test_key_that_is_not_where_the_api_looks_breaks_its_promise(tmp_path: Path) -> None:
    program = str(shutil.copy(FOLDER / "no_colon.sh", tmp_path))
    *_, table = command(tmp_path, "--with", "busy", "--", "bash", program).stderr.partition("\nbroken ")
    assert table.startswith(
        "    Send the key as `Authorization: Bearer <key>`\n           the request has no Authorization: is it"
    )


@pytest.mark.says("With `--contract openapi.yaml`, you don't need this site, only the contract.")
def test_contract_alone_is_enough(tmp_path: Path) -> None:
    contract = str(ROOT / "docs/api-reference/openapi.yaml")
    url = "https://api.example.com"
    script = f"curl -s {url}/v1/me; curl -s {url}/v1/me {url}/me; curl -s {url}/v1/usage?access_token=$API_KEY"
    ended = command(tmp_path, "--contract", contract, "--", "bash", "-c", script, cwd=tmp_path)
    assert (ended.returncode, "docs" in ended.stderr) == (1, False)
    assert "GET /me 404: the contract has no path /me, but /v1/me.\n" in ended.stderr
    told = "retry_of_refused_request: don't retry after a 401: GET /v1/me. Returns the key that you send"
    assert (told in ended.stderr, re.findall(".*usage.*test-key.* 401 (.*?):", ended.stderr)) == (
        True,
        ["key_in_query"],
    )


def test_each_mistake_has_its_section() -> None:
    codes = re.findall(r"`([A-Z_]+)`", (ROOT / "snippets/contract/errors.md").read_text("utf-8"))
    assert [code for code in codes if (place := PLACES.of_code(code)) is None or place.anchor != code.lower()] == []
    sources = [
        file for folder in ("asrun/default", "asrun/transport", "mock_api") for file in (ROOT / folder).glob("*.py")
    ]
    noted = re.findall(r'(?:note|Violation)\(\s*"(\w+)"', "".join(file.read_text("utf-8") for file in sources))
    ours = {kind for kinds in PLACES.promises.values() for kind in kinds}
    assert {*ours} - {*noted, *codes, *CHECKS, *RULES, "no_request"} == set()
    assert {*CHECKS, *RULES, "no_request", "delivery_refused"} - ours == set()
    assert [text for text in PLACES.promises if PLACES.of_promise(text) is None] == []
    operations = [each for each in load_api(ROOT).contract.operations.values() if PLACES.of_operation(each) is None]
    assert (operations, len(codes) > 10, len(noted) > 15) == ([], True, True)


def test_rules_for_clients_are_promises() -> None:
    page = (ROOT / "docs/guides/rules-for-clients.md").read_text("utf-8")
    rules = [rule.rstrip(".") for rule in re.findall(r"^- \*\*(.+?)\*\*", page, re.MULTILINE)]
    assert [rule for rule in rules if not any(rule in text for text in PLACES.promises)] == []


ASK = "curl -sS -m 30 https://api.example.com/v1"
AS = '--oauth2-bearer "$API_KEY"'


@pytest.mark.says("A `429` once, with `Retry-After`", "A `503` once, with `Retry-After`", "A `401` every time")
@pytest.mark.says("Fields that it doesn't know, and errors in other words")
@pytest.mark.parametrize(
    ("fault", "script", "broken"),
    [
        ("", f"{ASK}/me {AS} -H 'Origin: https://example.com'", "Run on a server"),
        ("expired", f"{ASK}/me {AS} -f", "If `success` is `true`, read `data`"),
        ("expired", f"{ASK}/me {AS} -f", "Report the `X-Request-Id` with every error"),
        ("unavailable", f"{ASK}/me {AS} -f", "Retry transient failures"),
        ("busy", f"{ASK}/me {AS} -f", "Retry transient failures"),
        ("", f"{ASK}/keys?limit=1 {AS}", "Get every page"),
        ("extended", f"! {ASK}/me {AS} | grep added_later", "Ignore fields that you don't know"),
        ("extended", f"{ASK}/keys/none {AS} | grep resource", "Handle errors by `code`, not by `message`"),
    ],
)
def test_rule_is_broken(fault: str, script: str, broken: str, server: MockServer, tmp_path: Path) -> None:
    (tmp_path / "main.sh").write_text(f"set -o pipefail; {script}\n")
    _, verdicts = judge(server, tmp_path / "main.sh", [fault] if fault else [])
    assert broken in broken_promises(verdicts)


def test_key_that_is_refused_is_one_mistake_and_does_not_show_where_it_is_from(
    server: MockServer, tmp_path: Path
) -> None:
    (tmp_path / "main.sh").write_text(f"{ASK}/me --oauth2-bearer ak_test_other -f\n")
    mistakes, verdicts = judge(server, tmp_path / "main.sh", ["busy"])
    own = verdicts["Read the key from the environment variable `API_KEY`"].verdict
    assert ([each.name for each in mistakes], own) == (["INVALID_API_KEY"], "not tried")


RECEIVER = """
import os, http.server, httpx
api = httpx.Client(base_url="https://api.example.com/v1", headers={"Authorization": f"Bearer {os.environ['API_KEY']}"})
handled = set()
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["webhook-id"] not in handled:
            api.get("/usage")
        REMEMBER
        self.send_response(204)
        self.end_headers()
server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
server.timeout = 5
body = {"url": f"http://127.0.0.1:{server.server_port}/", "events": ["key.created"]}
api.post(f"/webhooks/{api.post('/webhooks', json=body).json()['data']['id']}/test")
server.handle_request()
server.handle_request()
"""


@pytest.mark.says("Whether a program handles each `webhook-id` once only shows if its work sends requests.")
@pytest.mark.says("A certificate that it can't check", "Deliveries that are a day old", "Each delivery, sent twice")
@pytest.mark.check
@pytest.mark.parametrize(
    ("remember", "verdict"), [("handled.add(self.headers['webhook-id'])", "held"), ("pass", "broken")]
)
def test_delivery_that_comes_twice_is_handled_once(
    remember: str, verdict: str, server: MockServer, tmp_path: Path
) -> None:
    (tmp_path / "main.py").write_text(RECEIVER.replace("REMEMBER", remember))
    _, verdicts = judge(server, tmp_path / "main.py", ["repeated"])
    assert verdicts["Handle each `webhook-id` once"].verdict == verdict


UNTRIED_BY_CLIENTS = {
    "Handle errors by `code`, not by `message`",
    "Get every page",
    "Verify the raw body before you parse it",
    "Refuse a delivery whose signature doesn't match or whose timestamp is old",
    "Handle each `webhook-id` once",
    "Respond with a 2xx status within a few seconds",
}
"""Without a fault nothing of theirs fails, they list nothing, and they receive nothing."""


@pytest.mark.check
@pytest.mark.parametrize("name", ["curl.sh", "javascript.mjs", "python.py"])
def test_clients_keep_every_promise(name: str, server: MockServer, tmp_path: Path) -> None:
    """They wait for 10 seconds instead of a minute: tests/test_clients.py and test_shell_client.py have the minute."""
    for file in (ROOT / "docs/guides/clients").iterdir():
        text, times = TIMEOUT.subn(r"\g<1>10", file.read_text("utf-8"))
        assert times == 1, file
        (tmp_path / file.name).write_text(text, "utf-8")
    program = Path(shutil.copy(ROOT / "snippets/sdks/generate" / name, tmp_path))
    mistakes, verdicts = judge(server, program, list(WITH))
    assert ([each.line("") for each in mistakes], broken_promises(verdicts)) == ([], {})
    assert {text for text, each in verdicts.items() if not each.tried} == UNTRIED_BY_CLIENTS


@pytest.mark.parametrize(
    "name",
    [pytest.param(path.name, marks=() if path.name in QUICK else pytest.mark.check) for path in FOLDER.iterdir()],
)
def test_each_program_is_judged(name: str, server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first line has the mistakes that are found, the place of the first, and with what it is tried."""
    program = Path(shutil.copy(FOLDER / name, tmp_path))
    monkeypatch.setenv("PATH", f"{PROGRAMS[0]}:{PATH}")
    if not shutil.which(COMMANDS[program.suffix]):
        pytest.skip(f"this machine has no {COMMANDS[program.suffix]}")
    line = program.read_text("utf-8").partition("\n")[0]
    kinds, place = re.findall(r"(?:#|//) (\S+)(?: (\S+#\S+))?", line)[0]
    options = dict(re.findall(r"--(\w+) (\S+)", line))
    faults = options.get("with", "").split(",") if "with" in options else []
    found, _ = judge(server, program, faults, limit=float(options.get("limit", LIMIT)), key=options.get("key", ""))
    lines = [each.line("") for each in found]
    assert sorted(each.name for each in found) == sorted(kinds.split(",") if place else []), lines
    places = [each.place for each in found if each.name == kinds.partition(",")[0]]
    assert [f"{each.page}#{each.anchor}" for each in places if each] == [place] * bool(place), lines
