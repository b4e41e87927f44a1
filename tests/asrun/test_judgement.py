"""Each judgement of a run, on an outcome that is made here and not run: what is well, and one thing that is wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from asrun.examples.example import Example, load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, hung
from asrun.examples.runs import Case, Outcome
from asrun.examples.verdict import agree, differing, judge, recorded
from asrun.finding import Finding
from asrun.journal import Exchange, Request, Response, Violation
from tests.asrun.conftest import FIRST, Copy

BODY = '{"success": true}'
FIELDS = [("content-type", "application/json"), ("x-request-id", "req_1")]
Made = Callable[..., Outcome]


@pytest.fixture
def made(copy: Copy) -> Made:
    """Makes the outcome of a run of the first example, whose recordings are those of such a run."""
    copy.write(
        f"{FIRST}/example.toml",
        'exchanges = ["POST /v1/generate 200"]\nfields = ["X-Request-Id"]\nrequests = true\n'
        'placeholders.YOUR_API_KEY = ""\n',
    )
    copy.write(f"{FIRST}/response.http", 'HTTP/1.1 200 OK\nX-Request-Id: req_1\n\n{\n  "success": true\n}\n')
    copy.write(f"{FIRST}/output.txt", "Hello!\n")
    example: Example = load_examples(copy.root)[0][0]

    def outcome(  # noqa: PLR0913 (each is one thing that a run shows)
        language: Language = PYTHON,
        *,
        shell: str = "",
        library: str = "",
        sent: bytes = b'{"prompt": "Hi"}',
        came: Response | None = None,
        violations: tuple[Violation, ...] = (),
        refused: tuple[str, ...] = (),
        **ended: object,
    ) -> Outcome:
        request = Request("POST", "/v1/generate", "/v1/generate", "", [FIELDS[0]], sent)
        response = came or Response(200, FIELDS, BODY.encode())
        output = BODY if language is CURL else "Hello!\n"
        return Outcome(
            Case(example, language, shell, library),
            replace(Ended(0, output, ""), **ended),  # type: ignore[arg-type]
            (Exchange(request, response, list(violations)),),
            refused,
        )

    return outcome


def expectations(findings: list[Finding]) -> list[str]:
    return [finding.expected for finding in findings]


def test_run_that_is_as_stated_and_as_recorded_is_well(made: Made) -> None:
    outcomes = [made(language) for language in (CURL, JAVASCRIPT, PYTHON)]
    assert [judge(outcome, outcome) for outcome in outcomes] == [[], [], []]
    assert agree(outcomes) == differing(outcomes) == recorded(outcomes) == []


@pytest.mark.parametrize(
    ("language", "wrong", "expected"),
    [
        (PYTHON, {"refused": ("CONNECT example.org:443",)}, "requests to https://api.example.com alone"),
        (PYTHON, {"status": None, "trouble": hung(1)}, "an end within 1 s"),
        (PYTHON, {"processes": ("sleep 1",)}, "no process left behind"),
        (PYTHON, {"files": ("work/a",)}, "no file left behind"),
        (PYTHON, {"came": Response(401, [], b"")}, "POST /v1/generate 200"),
        (PYTHON, {"violations": (Violation("a", "b"),)}, "POST /v1/generate 200 without a violation"),
        (PYTHON, {"status": 1}, "exit status 0"),
        (PYTHON, {"output": ""}, "something on standard output"),
        (PYTHON, {"output": "Bye!\n"}, '"Hello!" in line 1 of standard output, as output.txt records'),
        (PYTHON, {"errors": "careful\n"}, "nothing in line 1 of standard error, as there is no errors.txt"),
        (CURL, {"output": "{}"}, "the response's body on standard output, '{\"success\": true}'"),
        (CURL, {"errors": "careful\n"}, "nothing in line 1 of standard error, as there is no curl-errors.txt"),
    ],
)
def test_one_thing_that_is_wrong_is_the_one_finding(
    made: Made, language: Language, wrong: dict[str, object], expected: str
) -> None:
    outcome = made(language, **wrong)
    assert expectations(judge(outcome, outcome)) == [expected]


@pytest.mark.parametrize("way", [{"language": CURL, "shell": "bash"}, {"language": PYTHON, "library": "requests"}])
def test_another_way_that_sends_another_body_is_a_finding(made: Made, way: dict[str, object]) -> None:
    plain = made(way["language"])
    assert judge(made(**way), plain) == []
    (finding,) = judge(made(**way, sent=b'{"prompt": "Ho"}'), plain)
    assert (finding.expected, finding.actual) == (
        f"""the body '{{"prompt": "Hi"}}', as in {plain.case.tab}""",
        """the body '{"prompt": "Ho"}'""",
    )


@pytest.mark.parametrize("way", [{"language": CURL, "shell": "bash"}, {"language": PYTHON, "library": "requests"}])
def test_another_way_that_gets_another_answer_is_a_finding(made: Made, way: dict[str, object]) -> None:
    other = made(**way, came=Response(401, [], b""))
    assert len(judge(other, made(way["language"]))) == 1


def test_another_way_is_not_judged_where_the_program_itself_is_wrong(made: Made) -> None:
    plain = made(CURL, refused=("CONNECT example.org:443",))
    assert judge(made(CURL, shell="bash", sent=b"{}"), plain) == []


def test_message_that_the_terminal_does_not_show_is_a_finding(made: Made) -> None:
    plain = made(CURL, errors="curl: (22) 401\n")
    assert judge(made(CURL, shell="bash", output="curl: (22) 401\n"), plain) == []
    assert expectations(judge(made(CURL, shell="bash", output=""), plain)) == [
        '"curl: (22) 401" on the screen, as in cURL'
    ]


def test_tab_that_sends_another_body_is_a_finding(made: Made) -> None:
    outcomes = [made(CURL), made(JAVASCRIPT, sent=b'{"prompt": "Ho"}'), made(PYTHON)]
    (finding,) = agree(outcomes)
    assert (finding.tab, finding.expected) == ("JavaScript", """the body '{"prompt": "Hi"}', as in cURL and Python""")


def test_response_that_is_not_as_recorded_is_a_finding(made: Made) -> None:
    other = Response(200, [FIELDS[0], ("x-request-id", "req_2")], BODY.encode())
    assert expectations(recorded([made(came=other)])) == ['"X-Request-Id: req_1" in line 2, as recorded']


def test_response_without_a_recorded_field_is_a_finding(made: Made) -> None:
    other = Response(200, FIELDS[:1], BODY.encode())
    assert expectations(recorded([made(came=other)])) == ["the response's fields X-Request-Id"]


@pytest.mark.parametrize("stream", ["output", "errors"])
def test_programs_that_print_different_texts_are_a_finding(made: Made, stream: str) -> None:
    outcomes = [made(JAVASCRIPT, **{stream: "a\n"}), made(PYTHON, **{stream: "b\n"})]
    assert [finding.actual for finding in differing(outcomes)] == ['"b"']
