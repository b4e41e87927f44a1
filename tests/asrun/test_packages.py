from dataclasses import replace
from pathlib import Path

import pytest

from asrun.examples import languages
from asrun.examples.example import load_examples
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.packages import attempt, installed
from asrun.examples.runs import Case, run
from asrun.text import FileError
from asrun.transport.server import MockServer
from tests.api import API
from tests.asrun.conftest import FIRST

MAKE = (
    "sh",
    "-c",
    'for name; do mkdir -p node_modules/$name; echo "$0" | tee $name.py > node_modules/$name/sdk.mjs; done',
)


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt.cache_clear()
    monkeypatch.setattr(languages, "SHARED", tmp_path)


@pytest.mark.parametrize(
    ("language", "program", "says"),
    [
        (PYTHON, "import sdk\n", "raise SystemExit('imported')"),
        (JAVASCRIPT, "import 'sdk/sdk.mjs';\n", "throw 'imported'"),
    ],
    ids=["python", "javascript"],
)
def test_program_imports_what_is_installed_for_its_language(
    copy: Path, server: MockServer, language: Language, program: str, says: str
) -> None:
    (copy / f"{FIRST}/{language.file}").write_text(
        program + "// YOUR_API_KEY" * (language is JAVASCRIPT) + "# YOUR_API_KEY\n"
    )
    ((example,), _) = load_examples(copy, API)
    language = replace(language, packages=("sdk",), install=(*MAKE, says))
    outcome = run(Case(example, language), server)
    assert "imported" in outcome.ended.errors
    assert outcome.ended.files == ()


def test_packages_that_cannot_be_installed_are_one_line_and_tried_once(tmp_path: Path) -> None:
    failing = ("sh", "-c", f"echo >>{tmp_path}/log; echo no such package: $0 >&2; exit 1")
    for install, actual in ((failing, "no such package: sdk"), (failing, "no such"), (("/nowhere",), "No such file")):
        with pytest.raises(FileError, match=f"languages.python.packages that can be installed, actual .*{actual}"):
            installed(replace(PYTHON, packages=("sdk",), install=install))
    assert (tmp_path / "log").read_text() == "\n"
