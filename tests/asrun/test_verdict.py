"""Each judgement of a run, on an outcome that is made here: one mistake is one finding."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from asrun.examples.example import load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, hung
from asrun.examples.runs import Case, Outcome
from asrun.examples.verdict import agree, differing, judge, recorded, unclaimed
from asrun.finding import Finding
from asrun.journal import Exchange, Request, Response, Violation
from tests.api import API
from tests.asrun.conftest import FIRST, Copy

BODY = '{"success": true}'
FIELDS = [("content-type", "application/json"), ("x-request-id", "req_1")]
OK, BUSY = Response(200, FIELDS, BODY.encode()), Response(503, [], b"{}")
NOT_FOUND = Response(404, [], b'{"error": {"code": "NOT_FOUND", "details": {"id": 1}}}')
SENT, BUSY_SENT = "POST /v1/generate 200", "POST /v1/generate 503"
TRACEBACK = "Traceback:\nModuleNotFoundError: No module named 'htpx'\nsee above\n"
BODY_SHOWN = "the response's body on standard output"
NOTHING_SENT = "no exchange; it exited 1, and said \"ModuleNotFoundError: No module named 'htpx'\""
CUT = {"fault": "truncate", "exits": {"curl": 18, "python": 1}}
TWICE = {"stated": {"exchanges": (SENT, SENT)}, "responses": [OK, OK]}
WAYS = [{"language": CURL, "shell": "bash"}, {"language": PYTHON, "library": "requests"}]

Made = Callable[..., Outcome]


@pytest.fixture
def made(copy: Copy) -> Made:
    """Makes the outcome of a run of the first example, whose recordings are those of such a run."""
    copy.write(
        f"{FIRST}/example.toml",
        f'exchanges = ["{SENT}"]\nfields = ["X-Request-Id"]\nrequests = true\nplaceholders.YOUR_API_KEY = ""\n',
    )
    copy.write(f"{FIRST}/response.http", 'HTTP/1.1 200 OK\nX-Request-Id: req_1\n\n{\n  "success": true\n}\n')
    copy.write(f"{FIRST}/output.txt", "Hello!\n")
    ((example,), _) = load_examples(copy.root, API)

    def outcome(  # noqa: PLR0913 (each is one thing that a run shows)
        language: Language = PYTHON,
        *,
        shell: str = "",
        library: str = "",
        stated: Mapping[str, object] | None = None,
        sent: bytes = b'{"prompt": "Hi"}',
        responses: Sequence[Response] = (OK,),
        violations: Sequence[Violation] = (),
        refused: tuple[str, ...] = (),
        **ended: object,
    ) -> Outcome:
        request = Request("POST", "/v1/generate", "/v1/generate", "", FIELDS[:1], sent)
        return Outcome(
            Case(replace(example, **(stated or {})), language, shell, library),  # type: ignore[arg-type]
            replace(Ended(0, BODY if language is CURL else "Hello!\n", ""), **ended),  # type: ignore[arg-type]
            tuple(Exchange(request, response, list(violations)) for response in responses),
            refused,
        )

    return outcome


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.expected, finding.actual) for finding in findings]


def test_run_that_is_as_stated_and_as_recorded_has_no_finding(made: Made) -> None:
    outcomes = [made(language) for language in (CURL, JAVASCRIPT, PYTHON)]
    assert [judge(outcome, outcome) for outcome in outcomes] == [[], [], []]
    assert agree(outcomes) == differing(outcomes) == recorded(outcomes) == []


@pytest.mark.parametrize(
    ("language", "wrong", "expected", "actual"),
    [
        (PYTHON, {"refused": ("GET a", "GET a")}, "requests to the documented API alone", "GET a"),
        (PYTHON, {"status": None, "trouble": hung(1)}, "an end within 1 s", "none (it was ended, with its children)"),
        (PYTHON, {"processes": ("sleep 1",)}, "no process left behind", "sleep 1 (it was ended)"),
        (PYTHON, {"files": ("work/a", "tmp/b")}, "no file left behind", "work/a, tmp/b"),
        (PYTHON, {"responses": [NOT_FOUND]}, SENT, 'POST /v1/generate 404 NOT_FOUND {"id": 1}'),
        (PYTHON, {"responses": [Response(401, [], b"no")]}, SENT, 'POST /v1/generate 401 "no"'),
        (PYTHON, {"responses": [OK, OK]}, SENT, f"{SENT}, {SENT}"),
        (PYTHON, {"responses": [], "status": 1, "errors": TRACEBACK}, SENT, NOTHING_SENT),
        (PYTHON, {"violations": [Violation("a", "b")]}, f"{SENT} without a violation", "a: b"),
        (PYTHON, {"status": 1, "errors": "one\ntwo\n"}, "exit status 0", '1, and said "two"'),
        (PYTHON, {"output": ""}, "something on standard output", "nothing"),
        (PYTHON, {"output": "Bye!\n"}, '"Hello!" in line 1 of standard output, as output.txt records', '"Bye!"'),
        (PYTHON, {"errors": "ah\n"}, "nothing in line 1 of standard error, as there is no errors.txt", '"ah"'),
        (CURL, {"output": "{}"}, f"{BODY_SHOWN}, '{BODY}'", '"{}"'),
        (CURL, {"errors": "ah\n"}, "nothing in line 1 of standard error, as there is no curl-errors.txt", '"ah"'),
        (CURL, {**TWICE, "output": BODY * 2}, f"{BODY_SHOWN}, '{BODY}\\n{BODY}\\n'", f"'{BODY * 2}'"),
        (CURL, {"stated": CUT, "status": 18, "output": "a{"}, f"{BODY_SHOWN}, '{BODY}'", '"a{"'),
        (CURL, {"stated": CUT, "status": 18}, "curl's own line on standard error, curl: (18) …", "nothing"),
    ],
)
def test_one_mistake_is_one_finding(
    made: Made, language: Language, wrong: dict[str, object], expected: str, actual: str
) -> None:
    outcome = made(language, **wrong)
    assert told(judge(outcome, outcome)) == [(expected, actual)]


@pytest.mark.parametrize(
    "shown",
    [
        {"stated": CUT, "status": 18, "output": BODY[:5], "errors": "curl: (18) end of response\n"},
        {**TWICE, "output": f"{BODY}\n" * 2},
        {"stated": {"exchanges": (BUSY_SENT, SENT)}, "responses": [BUSY, OK], "output": "{}" + BODY},
    ],
    ids=["cut short", "two transfers", "tried again"],
)
def test_curl_prints_the_bodies_as_far_as_they_came(made: Made, shown: dict[str, object]) -> None:
    outcome = made(CURL, **shown)
    assert told(judge(outcome, outcome)) == []


def test_finding_names_page_line_tab_and_file(made: Made, copy: Copy) -> None:
    outcome = made(CURL, refused=("GET a",))
    assert str(judge(outcome, outcome)[0]) == (
        f"{copy.place('curl.sh')}: cURL: {FIRST}/curl.sh: expected requests to the documented API alone,"
        " actual GET a. Fix: call no other host, and by https."
    )


@pytest.mark.parametrize("way", WAYS)
def test_another_way_to_run_a_program_must_do_the_same(made: Made, way: dict[str, object]) -> None:
    plain = made(way["language"])
    assert judge(made(**way), plain) == []
    assert told(judge(made(**way, sent=b'{"prompt": "Ho"}'), plain)) == [
        (f"""the body '{{"prompt": "Hi"}}', as in {plain.case.tab}""", """the body '{"prompt": "Ho"}'""")
    ]
    ((expected, actual),) = told(judge(made(**way, responses=[NOT_FOUND]), plain))
    assert expected.startswith(SENT)
    assert actual == 'POST /v1/generate 404 NOT_FOUND {"id": 1}'


@pytest.mark.parametrize("way", WAYS)
def test_another_way_is_not_judged_where_the_program_itself_is_wrong(made: Made, way: dict[str, object]) -> None:
    assert judge(made(**way, sent=b"{}"), made(way["language"], refused=("GET a",))) == []


def test_message_must_be_on_the_screen_of_a_terminal(made: Made) -> None:
    plain = made(CURL, errors="bash: careful\n")
    assert judge(made(CURL, shell="bash", output="zsh: careful\n"), plain) == []
    assert told(judge(made(CURL, shell="bash", output="bash: b\n\n"), plain)) == [
        ('"bash: careful" on the screen, as in cURL', 'none; the screen shows "bash: b"')
    ]


def test_tab_that_sends_something_else_is_the_one_finding(made: Made) -> None:
    outcomes = [made(CURL), made(JAVASCRIPT, sent=b'{"prompt": "Ho"}'), made(PYTHON)]
    (finding,) = agree(outcomes)
    assert (finding.tab, finding.expected) == ("JavaScript", """the body '{"prompt": "Hi"}', as in cURL and Python""")


@pytest.mark.parametrize(
    ("fields", "expected", "actual"),
    [
        ([("x-request-id", "req_2")], '"X-Request-Id: req_1" in line 2, as recorded', '"X-Request-Id: req_2"'),
        ([], "the response's fields X-Request-Id", "no X-Request-Id"),
    ],
)
def test_response_must_be_as_recorded(made: Made, fields: list[tuple[str, str]], expected: str, actual: str) -> None:
    other = made(responses=[Response(200, fields, BODY.encode())])
    assert told(recorded([other])) == [(expected, actual)]


def test_response_must_be_recorded(made: Made, copy: Copy) -> None:
    (copy.root / FIRST / "response.http").unlink()
    assert told(recorded([made()])) == [("a recorded response", "none")]


@pytest.mark.parametrize("stream", ["output", "errors"])
def test_programs_must_print_the_same(made: Made, stream: str) -> None:
    outcomes = [made(JAVASCRIPT, **{stream: "a\n"}), made(PYTHON, **{stream: "b\n"})]
    assert [finding.actual for finding in differing(outcomes)] == ['"b"']


def test_request_must_name_its_run() -> None:
    assert told(unclaimed(["GET /v1/me by curl/8"])) == [
        ("requests through the proxy in the environment", "GET /v1/me by curl/8, of no run")
    ]
