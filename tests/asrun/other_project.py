"""A small project of another team: the contract of the second site, one example on a page, and pytest in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from asrun import ROOT

SECOND = ROOT / "tests/second_site"
LIST = "src/snippets/quickstart/list-pets"
PAGE = "docs/quickstart.mdx"
EXAMPLE = """\
page = "docs/quickstart.mdx#list-pets"
exchanges = ["GET /v2/pets?vaccinated=true 200"]
fields = []
placeholders."<YOUR_TOKEN>" = "{main}"
"""


def write(folder: Path) -> Path:
    """A project whose programs stand in the tabs of a page, and the HTML that Docusaurus makes of it."""
    project = Path(shutil.copytree(ROOT / "tests/asrun/docusaurus", folder / "site"))
    shutil.copy(SECOND / "pets.yaml", project)
    (project / LIST).mkdir(parents=True)
    (project / LIST / "example.toml").write_text(EXAMPLE, "utf-8")
    for name in ("output.txt", "response.http"):
        shutil.copy(SECOND / LIST / name, project / LIST)
    edit(project / LIST / "response.http", "Content-Type: application/json\n", "")
    return project


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def run(project: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs `python -m` with these arguments in the project."""
    own = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "400"}
    own |= {"GITHUB_ACTIONS": "", **environment}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=project, env=own, capture_output=True, text=True, check=False)


PYTEST = ("pytest", "-p", "asrun.plugin", "-q", "-p", "no:cacheprovider")
