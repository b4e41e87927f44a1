"""The mutants that a program has: each mistake is made, and none that is no program or the same one."""

from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from tests.mutants.listed import Listed, findings
from tests.mutants.mutants import Mutant, mutants
from tests.mutants.syntax import misspelt

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


def made(language: Language, program: str, folder: Path) -> list[Mutant]:
    file = folder / language.file
    file.write_text(program, "utf-8")
    return list(mutants(file, language))


@pytest.mark.parametrize(
    ("operator", "becomes"),
    [
        ("option deleted", "curl  https://api.example.com/v1/me \\"),
        ("option deleted", "\\"),
        ("another method", "curl --request PUT --max-time 30 https://api.example.com/v1/me \\"),
        ("another path", "curl --max-time 30 https://api.example.com/v2/me \\"),
        ("another host", "curl --max-time 30 https://api.exmaple.com/v1/me \\"),
        ("another scheme", "curl --max-time 30 http://api.example.com/v1/me \\"),
        ("space after \\", "curl --max-time 30 https://api.example.com/v1/me \\ "),
        ("Bearer dropped", '--header "Authorization: ${API_KEY:?Set it}" \\'),
        ("header misspelt", '--header "Authoirzation: Bearer ${API_KEY:?Set it}" \\'),
        ("check dropped", '--header "Authorization: Bearer $API_KEY" \\'),
        ("field misspelt", """--data '{"mdoel": "gpt-4"}'"""),
        ("another value", """--data '{"model": "gpt-4x"}'"""),
        ("member deleted", "--data '{}'"),
        ("quote curled", """--data '{“model”: "gpt-4"}'"""),
        ("quote dropped", """--data '{"model": gpt-4}'"""),
        ("statement deleted", ":"),
    ],
)
def test_a_shell_program_has_the_mistake(operator: str, becomes: str, tmp_path: Path) -> None:
    found = made(CURL, SHELL, tmp_path)
    lines = {(each.operator, line.lstrip()) for each in found for line in each.text.decode().split("\n")}
    assert (operator, becomes) in lines


@pytest.mark.parametrize(
    ("language", "program", "operator", "text"),
    [
        (JAVASCRIPT, SCRIPT, "await dropped", 'const response =  fetch("'),
        (JAVASCRIPT, SCRIPT, "another method", '{ method: "POST",\n'),
        (JAVASCRIPT, SCRIPT, "header misspelt", "{ Authoirzation: "),
        (JAVASCRIPT, SCRIPT, "member deleted", "{\n  \n});"),
        (JAVASCRIPT, SCRIPT, "check dropped", "if (response.ok) "),
        (JAVASCRIPT, SCRIPT, "statement deleted", "});\n;\n"),
        (PYTHON, MODULE, "another method", "httpx.post("),
        (PYTHON, MODULE, "member deleted", '"https://api.example.com/v1/me", )'),
        (PYTHON, MODULE, "check dropped", "if True:\n    response"),
        (PYTHON, MODULE, "member deleted", "except (httpx.HTTPError, ):"),
        (PYTHON, MODULE, "field misspelt", '["dtaa"]'),
        (PYTHON, MODULE, "statement deleted", "try:\n    pass\nexcept"),
    ],
)
def test_a_program_has_the_mistake(language: Language, program: str, operator: str, text: str, tmp_path: Path) -> None:
    assert any(each.operator == operator and text in each.text.decode() for each in made(language, program, tmp_path))


@pytest.mark.parametrize("program", ['"""A module."""\n', "x: int\n", "pass\n"])
def test_what_does_nothing_is_no_part_of_a_program(program: str, tmp_path: Path) -> None:
    assert [each.text for each in made(PYTHON, program, tmp_path) if b"pass" in each.text] in ([], [b"pass\n"])


@pytest.mark.parametrize(("language", "program"), [(CURL, SHELL), (JAVASCRIPT, SCRIPT), (PYTHON, MODULE)])
def test_no_mutant_is_made_twice_nor_is_the_program_itself(language: Language, program: str, tmp_path: Path) -> None:
    texts = [each.text for each in made(language, program, tmp_path)]
    assert len(texts) == len(set(texts))
    assert program.encode() not in texts


def test_the_quotes_of_a_word_that_is_assigned_are_no_part_of_a_program(tmp_path: Path) -> None:
    found = made(CURL, 'key="$(date +%s)-$RANDOM"\n', tmp_path)
    assert [each for each in found if each.operator == "quote dropped"] == []


@pytest.mark.parametrize(("name", "came"), [("prompt", "prmopt"), ("Content-Type", "Contetn-Type"), ("id", "di")])
def test_a_misspelt_name_is_another(name: str, came: str) -> None:
    assert misspelt(name) == came


def test_a_mutant_that_survives_must_be_listed_and_one_that_is_listed_must_survive() -> None:
    file = ROOT / "snippets/p/e/python.py"
    mutant = Mutant(file, PYTHON, "statement deleted", b"a\nb\n", b"a\npass\n")
    entry = Listed("snippets/*/e/python.py", "b", "pass", "It does not matter.")
    assert (mutant.line, mutant.was, mutant.becomes) == (2, "b", "pass")
    (unlisted,) = findings([mutant], {}, [])
    assert unlisted.startswith("snippets/p/e/python.py:2: statement deleted: 'b' as 'pass' survives.")
    (killed,) = findings([], {mutant: "its own tests: test_b: 1"}, [entry])
    assert killed.startswith(
        "snippets/p/e/python.py:2: statement deleted: 'b' as 'pass' is killed: its own tests: test_b: 1."
    )
    assert list(findings([mutant], {}, [entry])) == []
