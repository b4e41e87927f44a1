import os
import subprocess
import sys
from pathlib import Path

from asrun import ROOT
from asrun.examples.environment import ISOLATED

SHOW = "import tests.conftest; import os; print(os.environ['HOME'], *os.environ)"


def test_nothing_that_the_user_make_or_git_set_reaches_a_test(tmp_path: Path) -> None:
    names = ("GIT_DIR", "MAKEFLAGS", "no_proxy", "SSL_CERT_FILE", "LC_ALL", "API_KEY", "ANYTHING_ELSE")
    own = {name: value for name, value in os.environ.items() if name != ISOLATED}
    environment = {**own, "HOME": str(tmp_path), **dict.fromkeys(names, "C")}
    command = [sys.executable, "-c", SHOW]
    home, *inherited = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(names) & set(inherited) == set()
    assert "PATH" in inherited
    assert home != str(tmp_path)
    assert not Path(home).exists(), "it is removed at the end"
