"""What no planted edit of tests/proof/ shows of a judgement: each is made on an outcome that is made here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from asrun.examples import verdict
from asrun.examples.example import load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, hung
from asrun.examples.runs import Case, Outcome
from asrun.examples.verdict import agree, differing, judge, printed, recorded, unclaimed
from asrun.journal import Exchange, Request, Response, Violation
from tests.api import API
from tests.asrun.conftest import FIRST

BODY = '{"success": true}'
FIELDS = [("content-type", "application/json"), ("x-request-id", "req_1")]
OK, BUSY = Response(200, FIELDS, BODY.encode()), Response(503, [], b"{}")
NOT_FOUND = Response(404, [], b'{"error": {"code": "NOT_FOUND", "details": {"id": 1}}}')
SENT, BUSY_SENT = "POST /v1/generate 200", "POST /v1/generate 503"
TRACEBACK = "Traceback:\nModuleNotFoundError: No module named 'htpx'\nsee above\n"
SHOWN = f"expected the response's body on standard output, '{BODY}"
CUT = {"fault": "truncate", "exits": {"curl": 18, "python": 1}}
TWICE = {"stated": {"exchanges": (SENT, SENT)}, "responses": [OK, OK]}

Made = Callable[..., Outcome]


@pytest.fixture
def made(copy: Path) -> Made:
    """Makes the outcome of a run of the first example, whose recordings are those of such a run."""
    (copy / f"{FIRST}/example.toml").write_text(
        f'exchanges = ["{SENT}"]\nfields = ["X-Request-Id"]\nlibraries = ["requests"]\n'
        'placeholders.YOUR_API_KEY = ""\n',
    )
    (copy / f"{FIRST}/response.http").write_text('HTTP/1.1 200 OK\nX-Request-Id: req_1\n\n{\n  "success": true\n}\n')
    (copy / f"{FIRST}/output.txt").write_text("Hello!\n")
    ((example,), _) = load_examples(copy, API)

    def outcome(  # noqa: PLR0913 (each is one thing that a run shows)
        language: Language = PYTHON,
        *,
        shell: str = "",
        stated: Mapping[str, object] | None = None,
        sent: bytes = b'{"prompt": "Hi"}',
        responses: Sequence[Response] = (OK,),
        violations: Sequence[Violation] = (),
        reason: str = "",
        refused: tuple[str, ...] = (),
        **ended: object,
    ) -> Outcome:
        request = Request("POST", "/v1/generate", "/v1/generate", "", FIELDS[:1], sent)
        return Outcome(
            Case(replace(example, **(stated or {})), language, shell),  # type: ignore[arg-type]
            replace(Ended(0, BODY if language is CURL else "Hello!\n", ""), **ended),  # type: ignore[arg-type]
            tuple(Exchange(request, response, list(violations), reason) for response in responses),
            refused,
        )

    return outcome


@pytest.mark.parametrize(
    ("version", "old"), [("v20.20.2", True), ("v22.21.0", False), ("v23.1.0", True), ("v24.0.0", False)]
)
def test_node_js_that_cannot_find_the_mock_is_named(
    made: Made, monkeypatch: pytest.MonkeyPatch, version: str, *, old: bool
) -> None:
    monkeypatch.setattr("subprocess.run", lambda *_, **__: SimpleNamespace(stdout=version))
    outcome = made(JAVASCRIPT, responses=[], status=1)
    (finding,) = judge(outcome, outcome)
    assert (f"as Node.js {version} doesn't" in str(finding)) == old


@pytest.mark.parametrize(
    ("language", "shown", "finding"),
    [
        (CURL, {}, ""),
        (PYTHON, {}, ""),
        (PYTHON, {"status": None, "trouble": hung(1)}, "expected an end within 1 s, actual none (it was ended, with"),
        (PYTHON, {"processes": ("sleep 1",)}, "expected no process left behind, actual sleep 1 (it was ended)"),
        (PYTHON, {"files": ("work/a", "tmp/b")}, "expected no file left or changed, actual work/a, tmp/b"),
        (CURL, {"files": ("work/a",), "stated": {"writes": ("a",)}, "output": ""}, ""),
        (CURL, {"output": f"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\ndate: x\r\n\r\n{BODY}"}, ""),
        (PYTHON, {"responses": [Response(401, [], b"no")]}, f'expected {SENT}, actual POST /v1/generate 401 "no"'),
        (
            PYTHON,
            {"responses": [], "status": 1, "errors": TRACEBACK},
            f'expected {SENT}, actual no exchange; it exited 1, and said "ModuleNotFoundError: No module named',
        ),
        (
            PYTHON,
            {"responses": [NOT_FOUND] * 1000, "violations": [Violation("a", "b")] * 4, "reason": "no such path"},
            f"expected {SENT}, actual POST /v1/generate 404 (no such path){'; a: b' * 3}; and 1 more"
            f"{', POST /v1/generate 404' * 9}, and 990 more. Fix: ",
        ),
        (PYTHON, {"violations": [Violation("a", "b")]}, f"expected {SENT} without a violation, actual a: b"),
        (PYTHON, {"status": 1, "errors": "one\ntwo\n"}, 'expected exit status 0, actual 1, and said "two"'),
        (PYTHON, {"output": ""}, "expected something on standard output, actual nothing"),
        (CURL, {"output": "{}"}, f'{SHOWN}\', actual "{{}}"'),
        (CURL, {**TWICE, "output": f"{BODY}\n" * 2}, ""),
        (CURL, {**TWICE, "output": BODY * 2}, f"{SHOWN}\\n{BODY}\\n', actual '{BODY * 2}'"),
        (CURL, {"stated": {"exchanges": (BUSY_SENT, SENT)}, "responses": [BUSY, OK], "output": "{}" + BODY}, ""),
        (CURL, {"stated": CUT, "status": 18, "output": BODY[:5], "errors": "curl: (18) end of response\n"}, ""),
        (CURL, {"stated": CUT, "status": 18, "output": "a{"}, f'{SHOWN}\', actual "a{{"'),
        (
            CURL,
            {"stated": CUT, "status": 18},
            "expected curl's own line on standard error, curl: (18) …, actual nothing",
        ),
    ],
)
def test_one_mistake_is_one_finding(made: Made, language: Language, shown: dict[str, object], finding: str) -> None:
    outcome = made(language, **shown)
    found = ["expected" + str(each).partition(": expected")[2] for each in judge(outcome, outcome)]
    assert [text[: len(finding)] for text in found] == [finding] * bool(finding)


def test_paste_must_do_the_same_and_show_messages_unless_the_program_itself_is_wrong(made: Made) -> None:
    plain = made(CURL, errors="bash: careful\n")
    shown: list[dict[str, object]] = [
        {"output": "zsh: careful\n"},
        {"output": "bash: b\n\n"},
        {"output": "careful", "sent": b'{"prompt": "Ho"}'},
        {"responses": [NOT_FOUND]},
    ]
    findings = [judge(made(CURL, shell="bash", **each), plain) for each in shown]
    assert [f"{finding.expected}, not {finding.actual}" for found in findings for finding in found] == [
        '"bash: careful" on the screen, as in cURL, not none; the screen shows "bash: b"',
        """the body '{"prompt": "Hi"}', as in cURL, not the body '{"prompt": "Ho"}'""",
        f"""{SENT}, as in cURL, not POST /v1/generate 404 '{NOT_FOUND.body.decode()}'""",
    ]
    for wrong in ({"refused": ("GET a",)}, {"status": 127}):
        assert judge(made(CURL, shell="bash", sent=b"{}"), made(CURL, **wrong)) == []
    (finding,) = judge(made(CURL, shell="bash", status=None, trouble=hung(1), output="{}\nPassword: "), made(CURL))
    assert finding.actual == 'none (it was ended, with its children); the screen shows "Password:"'


@pytest.mark.says(
    "All three must send the same, with the same method, path, query, body, and header, except for header fields.",
    "JavaScript and Python must print the same text. The response shown is that of all three.",
)
def test_tabs_must_send_and_print_the_same_and_have_a_recorded_response(made: Made, copy: Path) -> None:
    outcomes = [made(CURL), made(JAVASCRIPT, sent=b'{"prompt": "Ho"}', errors="a\n"), made(PYTHON)]
    assert recorded(outcomes) == []
    assert agree([made(CURL), made(PYTHON, sent=b"{}", status=1)]) == [], "it fails, which is another finding"
    (copy / FIRST / "response.http").unlink()
    found = [*agree(outcomes), *differing(outcomes), *recorded(outcomes), *unclaimed(["GET /v1/me by curl/8"])]
    assert [(finding.tab, finding.expected, finding.actual) for finding in found] == [
        ("JavaScript", """the body '{"prompt": "Hi"}', as in cURL and Python""", """the body '{"prompt": "Ho"}'"""),
        ("Python", '"a" in line 1 of standard error, as in JavaScript', "nothing"),
        ("", "a recorded response", "none"),
        ("", "requests through the proxy in the environment", "GET /v1/me by curl/8, of no run"),
    ]


def test_programs_may_print_what_they_like_unless_the_project_says_otherwise(
    made: Made, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / FIRST / "output.txt").unlink()
    monkeypatch.setattr(verdict, "ALIKE", False)
    silent, warned = made(JAVASCRIPT, output=""), made(PYTHON, errors="deprecated\n")
    glued = made(CURL, **TWICE, output=BODY * 2)
    assert [*judge(silent, silent), *judge(glued, glued), *differing([silent, warned])] == []
    assert printed(warned)["python-errors.txt"] == "deprecated\n"
