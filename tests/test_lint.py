"""`make lint` checks the files that are there, whatever git thinks of them."""

import re
import shutil
import subprocess
import sys

import pytest

from asrun import ROOT

SETTINGS = ("Makefile", "pyproject.toml", "_typos.toml", ".rumdl.toml", "biome.json", "scripts/actionlint.mjs")
PLANTED = {
    "mock_api/planted.py": "import os\n\nnumber: int = 'x'\n",
    "snippets/page/example/curl.sh": "echo $1\n",
    "docs/page.md": "# One\n### Three\n",
    "docs/assets/planted.js": "var  a\n",
    "docs/words.txt": "the\n".replace("he", "eh"),
    ".github/workflows/docs.yml": "on: push\njobs: {}\n",
}
NOTICED = {
    "ruff": r"^mock_api/planted\.py:1:8: F401",
    "mypy": r"^mock_api/planted\.py:3: error",
    "shellcheck": r"^snippets/page/example/curl\.sh:1:6: note",
    "rumdl": r"docs/page\.md:2:\d+.*MD001",
    "biome": r"file=\S*docs/assets/planted\.js",
    "typos": r"^(\./)?docs/words\.txt:1:1: ",
    "actionlint": r"^\.github/workflows/docs\.yml:2:\d+: ",
    "zizmor": r"file=\S*\.github/workflows/docs\.yml",
}


@pytest.fixture(scope="module", params=["in no repository", "in a repository that ignores it"])
def complaints(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What make lint says of an export of little more than its settings and a mistake of each kind."""
    outer = tmp_path_factory.mktemp("outer")
    if "ignores" in request.param:
        (outer / ".git").mkdir()
        (outer / ".gitignore").write_text("*\n")
    export = outer / "export"
    for name in SETTINGS:
        (export / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, export / name)
    for name, text in PLANTED.items():
        (export / name).parent.mkdir(parents=True, exist_ok=True)
        (export / name).write_text(text)
    for folder in ("run_in_page", "tests", "benchmarks", "scripts"):
        (export / folder).mkdir(exist_ok=True)
        (export / folder / "__init__.py").touch()
    (export / ".venv").symlink_to(sys.prefix)
    (export / "node_modules").symlink_to(ROOT / "node_modules")
    command = ["make", "-i", "-o", ".venv/test", "-o", "node_modules/test", "lint"]
    ended = subprocess.run(command, cwd=export, capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("tool", NOTICED)
def test_mistake_is_noticed(tool: str, complaints: str) -> None:
    assert re.search(NOTICED[tool], complaints, re.MULTILINE), complaints
