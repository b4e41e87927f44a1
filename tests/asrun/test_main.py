import subprocess
import sys
from pathlib import Path

import pytest

from asrun import ROOT


@pytest.mark.parametrize("command", ["record", "watch", "mock"])
def test_settings_that_cannot_be_used_are_named_in_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "asrun").symlink_to(ROOT / "asrun")
    (tmp_path / "asrun.toml").write_text("remember = true\n")
    run = subprocess.run(
        [sys.executable, "-m", "asrun", command, *(["a.md"] if command == "watch" else [])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert run.stderr.startswith(f"python -m asrun {command}: asrun.toml: expected contract to be a string")
