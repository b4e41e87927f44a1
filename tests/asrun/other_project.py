"""A small project of another team: the contract of the second site, one example, and pytest in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from asrun import ROOT

SECOND = ROOT / "tests/second_site"
LIST = "snippets/quickstart/list-trees"
SETTINGS = """\
contract = "orchard.yaml"
placeholders = "<YOUR_[A-Z]+>"
keys.main = { secret = "orchard-4711" }
"""
EXAMPLE = """\
exchanges = ["GET /v2/trees?ripe=true 200"]
fields = ["Content-Type"]
placeholders."<YOUR_TOKEN>" = "{main}"
"""


def write(project: Path) -> None:
    """Its example has the program in Python alone, and no page shows it."""
    (project / LIST).mkdir(parents=True)
    shutil.copy(SECOND / "orchard.yaml", project)
    for name in ("python.py", "output.txt", "response.http"):
        shutil.copy(SECOND / LIST / name, project / LIST)
    (project / "asrun.toml").write_text(SETTINGS, "utf-8")
    (project / LIST / "example.toml").write_text(EXAMPLE, "utf-8")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def run(project: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs `python -m` with these arguments in the project."""
    own = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "400", "GITHUB_ACTIONS": "", **environment}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=project, env=own, capture_output=True, text=True, check=False)


PYTEST = ("pytest", "-p", "asrun.plugin", "-q", "-p", "no:cacheprovider")
