"""The mistakes that are planted in programs, and what is said of a mutant."""

import pytest

from asrun import ROOT
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, workplace
from asrun.mutation.command import finding, stale
from asrun.mutation.judge import Judgement, execute_bounded
from asrun.mutation.mutants import Mutant, edits
from asrun.mutation.syntax import parse

LACKING = {
    CURL: {"await dropped"},
    JAVASCRIPT: {"option deleted", "space after \\"},
    PYTHON: {"another media type", "await dropped", "option deleted", "space after \\"},
}


@pytest.mark.says("The programs are broken on purpose, by deleting a field, changing a value, or deleting a quote.")
def test_each_mistake_is_planted_somewhere_in_the_sites_programs() -> None:
    planted: dict[Language, set[str]] = {}
    for language in LACKING:
        texts = [path.read_bytes() for path in ROOT.glob(f"snippets/*/*/{language.file}")]
        planted[language] = {edit.operator for text in texts for edit in edits(language, parse(language, text))}
    every = set[str]().union(*planted.values())
    assert len(every) == 17
    assert {language: every - operators for language, operators in planted.items()} == LACKING


MUTANT = Mutant(ROOT / "snippets/p/e/python.py", PYTHON, "statement deleted", b"a\nb\n", b"a\npass\n")
LISTED = {("snippets/*/e/python.py", "b", "pass")}
WHERE = "snippets/p/e/python.py:2: statement deleted: 'b' as 'pass'"


@pytest.mark.says(
    "Mutants that no check can detect are listed, for example a deleted field.",
    "The programs are broken on purpose, by deleting a field, changing a value, or deleting a quote.",
)
def test_a_mutant_must_be_killed_or_listed_and_not_both() -> None:
    found = [
        finding(Judgement(MUTANT, trial, "test_b"), listed).partition("Fix: ")[0]
        for trial in ("", "its own tests")
        for listed in (set[tuple[str, str, str]](), LISTED)
    ]
    assert found == [f"{WHERE} survives. ", "", "", f"{WHERE} is killed by its own tests: test_b. "]


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
