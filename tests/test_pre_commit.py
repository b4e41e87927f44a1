"""pre-commit verifies the examples that a commit touches, and names what is broken."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.trials import copy_parts

pytestmark = pytest.mark.check

COPIED = (
    "docs",
    "mock_api",
    "run_in_page",
    "snippets",
    "tests",
    "pyproject.toml",
    "_typos.toml",
    ".pre-commit-config.yaml",
)
EXAMPLE = "snippets/endpoints/list-models"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project as it is, as a repository of its own."""
    clone = tmp_path / "clone"
    copy_parts(COPIED, clone)
    (clone / ".venv").symlink_to(sys.prefix)
    subprocess.run(["git", "init", "--quiet"], cwd=clone, check=True)
    subprocess.run(["git", "add", "--all"], cwd=clone, check=True)
    return clone


def test_broken_program_fails_and_is_named(clone: Path) -> None:
    file = f"{EXAMPLE}/curl.sh"
    text = (clone / file).read_text("utf-8")
    (clone / file).write_text(text.replace("/v1/models", "/v1/model"), "utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GIT_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color=never", "--files", file],
        cwd=clone,
        env={**inherited, "PRE_COMMIT_HOME": str(clone.parent / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.findall(r"^(.+?)\.+(?:Failed)$", ended.stdout, re.MULTILINE) == ["examples"], ended.stdout
    assert f"cURL: {file}: expected GET /v1/models 200; came GET /v1/model 404" in ended.stdout
