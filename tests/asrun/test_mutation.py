"""The mistakes that are planted in programs, and what is said of a mutant."""

from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, workplace
from asrun.mutation.command import finding, stale
from asrun.mutation.judge import Judgement, execute_bounded
from asrun.mutation.mutants import Mutant, mutants

SHELL = """\
curl --max-time 30 https://api.example.com/v1/me \\
  --header "Authorization: Bearer ${API_KEY:?Set it}" \\
  --data '{"model": "gpt-4"}'
"""
SCRIPT = """\
const response = await fetch("https://api.example.com/v1/me", {
  headers: { Authorization: `Bearer ${key}` },
});
if (!response.ok) throw new Error("no");
"""
MODULE = """\
try:
    response = httpx.get("https://api.example.com/v1/me", timeout=30)
except (httpx.HTTPError, ValueError):
    sys.exit("no")
print(response.json()["data"])
"""


@pytest.mark.parametrize(
    ("language", "program", "operator", "text"),
    [
        (CURL, SHELL, "option deleted", "curl  https://api.example.com/v1/me \\"),
        (CURL, SHELL, "another method", "curl --request PUT --max-time"),
        (CURL, SHELL, "another path", "/v2/me"),
        (CURL, SHELL, "another host", "api.exmaple.com"),
        (CURL, SHELL, "another scheme", "http://"),
        (CURL, SHELL, "space after \\", "me \\ \n"),
        (CURL, SHELL, "Bearer dropped", '"Authorization: ${API_KEY:?Set it}"'),
        (CURL, SHELL, "header misspelt", "Authoirzation"),
        (CURL, SHELL, "check dropped", "Bearer $API_KEY"),
        (CURL, SHELL, "field misspelt", '"mdoel"'),
        (CURL, SHELL, "another value", "gpt-4x"),
        (CURL, SHELL, "member deleted", "'{}'"),
        (CURL, SHELL, "quote curled", "{“model”: "),
        (CURL, SHELL, "quote dropped", '": gpt-4}'),
        (JAVASCRIPT, SCRIPT, "await dropped", 'const response =  fetch("'),
        (JAVASCRIPT, SCRIPT, "another method", '{ method: "POST",\n'),
        (JAVASCRIPT, SCRIPT, "check dropped", "if (response.ok) "),
        (JAVASCRIPT, SCRIPT, "statement deleted", "});\n;\n"),
        (PYTHON, MODULE, "another method", "httpx.post("),
        (PYTHON, MODULE, "member deleted", "except (httpx.HTTPError, ):"),
        (PYTHON, MODULE, "check dropped", "if True:\n    response"),
        (PYTHON, MODULE, "statement deleted", "try:\n    pass\nexcept"),
    ],
)
def test_a_program_has_the_mutant(language: Language, program: str, operator: str, text: str, tmp_path: Path) -> None:
    (file := tmp_path / language.file).write_text(program, "utf-8")
    assert any(each.operator == operator and text in each.text.decode() for each in mutants(file, language))


MUTANT = Mutant(ROOT / "snippets/p/e/python.py", PYTHON, "statement deleted", b"a\nb\n", b"a\npass\n")
LISTED = {("snippets/*/e/python.py", "b", "pass")}
WHERE = "snippets/p/e/python.py:2: statement deleted: 'b' as 'pass'"


@pytest.mark.parametrize(
    ("trial", "listed", "said"),
    [
        ("", set(), f"{WHERE} survives. "),
        ("", LISTED, ""),
        ("its own tests", set(), ""),
        ("its own tests", LISTED, f"{WHERE} is killed by its own tests: test_b. "),
    ],
)
def test_a_mutant_must_be_killed_or_listed_and_not_both(
    trial: str, listed: set[tuple[str, str, str]], said: str
) -> None:
    found = finding(Judgement(MUTANT, trial, "test_b"), listed)
    assert found.partition("Fix: ")[0] == said


def test_what_is_listed_must_be_a_mutant() -> None:
    assert [len(stale(judgements, LISTED)) for judgements in ([], [Judgement(MUTANT)])] == [1, 0]


@pytest.mark.parametrize(
    ("language", "program"),
    [
        (
            JAVASCRIPT,
            'import { setTimeout as s } from "node:timers/promises";\nawait s((80 + 20 * Math.random()) * 1000);\n',
        ),
        (PYTHON, "import random, time\ntime.sleep(random.uniform(80, 100))\n"),
    ],
)
def test_a_program_in_trouble_says_how_long_it_would_sleep(language: Language, program: str) -> None:
    with workplace(language.file, program.encode()) as place:
        assert execute_bounded(language.command, {}, place, limit=60, sleeps=False) == Ended(0, "", "sleeps 90 s\n")
