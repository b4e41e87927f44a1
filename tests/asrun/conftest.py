import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from asrun import ROOT
from tests.asrun.other_project import edit

FIRST = "snippets/authentication/first-request"
PAGE = "docs/getting-started/authentication.md"


def living(mark: str, file: str = "cmdline") -> list[str]:
    """The commands of the processes that have `mark` in a file of theirs below /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if mark.encode() in (entry / file).read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project with one example. It is not `live`, as the mistakes that tests make are not for deployments."""
    shutil.copytree(ROOT / FIRST, tmp_path / FIRST)
    edit(tmp_path / FIRST / "example.toml", "live = true\n", "")
    (tmp_path / PAGE).parent.mkdir(parents=True)
    shutil.copy(ROOT / PAGE, tmp_path / PAGE)
    return tmp_path
