"""`make lint` checks the files that are there, whatever git thinks of them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asrun import ROOT

pytestmark = pytest.mark.check

SETTINGS = ("Makefile", "pyproject.toml", "_typos.toml", ".rumdl.toml", "biome.json")
SCRIPTS = ("scripts/actionlint.mjs", "scripts/prose.mjs", "scripts/prose.json")
PLANTED = {
    "mock_api/planted.py": "import os\n\nnumber: int = 'x'\n",
    "snippets/page/example/curl.sh": "echo $1\n",
    "docs/page.md": "# One\n### Three\n\nThe answer is wrong. They is wrong.\n",
    "docs/assets/planted.js": "var  a\n",
    "docs/words.txt": "the\n".replace("he", "eh"),
    ".github/workflows/docs.yml": "on: push\njobs: {}\n",
    **{f"{folder}/__init__.py": "" for folder in ("run_in_page", "tests", "benchmarks", "scripts", "asrun")},
}
NOTICED = {
    "ruff": r"^mock_api/planted\.py:1:8: F401",
    "mypy": r"^mock_api/planted\.py:3: error",
    "shellcheck": r"^snippets/page/example/curl\.sh:1:6: note",
    "rumdl": r"docs/page\.md:2:\d+.*MD001",
    "biome": r"file=\S*docs/assets/planted\.js",
    "prose": r'^docs/page\.md:4: "answer": write response(.|\n)+^docs/page\.md:4: "is": write are',
    "typos": r"^(\./)?docs/words\.txt:1:1: ",
    "actionlint": r"^\.github/workflows/docs\.yml:2:\d+: ",
    "zizmor": r"file=\S*\.github/workflows/docs\.yml",
}


def test_every_linter_notices_its_mistake_in_an_export_that_a_repository_ignores(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*\n")
    export = tmp_path / "export"
    for name in (*SETTINGS, *SCRIPTS, *PLANTED):
        (export / name).parent.mkdir(parents=True, exist_ok=True)
        if name in PLANTED:
            (export / name).write_text(PLANTED[name])
        else:
            shutil.copy(ROOT / name, export / name)
    (export / ".venv").symlink_to(sys.prefix)
    (export / "node_modules").symlink_to(ROOT / "node_modules")
    command = ["make", "-i", "-o", ".venv/test", "-o", "node_modules/test", "lint"]
    ended = subprocess.run(command, cwd=export, capture_output=True, text=True, check=False)
    said = ended.stdout + ended.stderr
    assert [tool for tool, pattern in NOTICED.items() if not re.search(pattern, said, re.MULTILINE)] == [], said
