"""The mistakes that are planted in programs, and what is said of a mutant."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, workplace
from asrun.mutation.command import finding, stale
from asrun.mutation.judge import Judgement, execute_bounded
from asrun.mutation.mutants import Mutant, edits, mutants
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


PROGRAMS = {
    CURL: """if [ "$KEY" ]; then
  curl https://api.example.com/v1/pets --header 'Accept: text/plain' --data '{"a": 1}'
fi
""",
    JAVASCRIPT: """\
const all = await fetch(`https://api.example.com/v1/pets?limit=2`, { headers: { Authorization: `Bearer ${k}` } });
if (!all.ok || early) exit(1);
""",
    PYTHON: """try:
    pet = httpx.get("https://api.example.com/v1/pets/", timeout=60, headers={"X-Tag": tag or "none"})
except httpx.HTTPError:
    pet = None
""",
}
IN_AN_ADDRESS = ["https → http", "example → exmaple", "v1 → v2"]
CHANGES = {
    CURL: [
        *('if [ "$KEY" ]; then → :', '"$KEY" → $KEY', '"$KEY" → “$KEY”'),
        *("""curl https://api.example.com/v1/pets --header 'Accept: text/plain' --data '{"a": 1}' → :""",),
        *("https://api.example.com/v1/pets → ", "--header 'Accept: text/plain' → ", """ --data '{"a": 1}' → """),
        *(" → --request PUT ", *IN_AN_ADDRESS, "pets → ptes", " → /", "Accept → Acecpt"),
        *("'Accept: text/plain' → Accept: text/plain", "'Accept: text/plain' → \u2018Accept: text/plain\u2019"),
        *('"a": 1 → ', '"a" → a', '" → ', '" → ', '"a" → “a”', "a → aa", "1 → 3"),
        *("""'{"a": 1}' → {"a": 1}""", """'{"a": 1}' → \u2018{"a": 1}\u2019"""),
    ],
    JAVASCRIPT: [
        f"{PROGRAMS[JAVASCRIPT].partition(';')[0]} → ",
        *("await → ", ' → method: "POST", ', "`https://api.example.com/v1/pets?limit=2`, → "),
        *("{ headers: { Authorization: `Bearer ${k}` } } → ", *IN_AN_ADDRESS, "pets → ptes", " → /"),
        *("limit → lmiit", "2 → 5", "headers: { Authorization: `Bearer ${k}` } → ", "headers → hedaers"),
        *("Authorization: `Bearer ${k}` → ", "Authorization → Authoirzation", "Bearer  → "),
        *("if (!all.ok || early) exit(1) → ", " || early → ", "!all.ok ||  → ", "! → ", "ok → ko"),
        *("exit(1) → ", "1 → 3"),
    ],
    PYTHON: [
        *("try: → pass", "try → if True", f"{PROGRAMS[PYTHON].splitlines()[1].strip()} → pass", "get → post"),
        *('"https://api.example.com/v1/pets/", → ', "timeout=60, → ", 'headers={"X-Tag": tag or "none"} → '),
        *(*IN_AN_ADDRESS, "pets → other", "/ → ", "timeout → tiemout", "60 → 121", "headers → hedaers"),
        *('"X-Tag": tag or "none" → ', '"X-Tag" → X-Tag', "Tag → Tga", ' or "none" → ', "tag or  → "),
        *('"none" → none', "none → nonex", "pet = None → pass"),
    ],
}
"""What each mutant of a program changes in the first line that differs."""


@pytest.mark.parametrize("language", PROGRAMS, ids=lambda language: language.name)
def test_a_program_is_broken_in_each_of_its_parts(language: Language, tmp_path: Path) -> None:
    program = tmp_path / language.file
    program.write_text(PROGRAMS[language], "utf-8")
    assert [change(each) for each in mutants(program, language)] == CHANGES[language]


def change(mutant: Mutant) -> str:
    was, becomes = (re.findall(r"\w+|\W", line) for line in (mutant.was, mutant.becomes))
    start = alike(was, becomes)
    end = alike(was[start:][::-1], becomes[start:][::-1])
    return f"{''.join(was[start : len(was) - end])} → {''.join(becomes[start : len(becomes) - end])}"


def alike(one: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )


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
