import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from asrun import ROOT

FIRST = "snippets/authentication/first-request"
PAGE = "docs/getting-started/authentication.md"


@dataclass(frozen=True)
class Copy:
    root: Path

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_text(text, encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        text = self.read(file)
        assert old in text
        self.write(file, text.replace(old, new))


def living(mark: str, file: str = "cmdline") -> list[str]:
    """The commands of the processes that have `mark` in a file of theirs below /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if mark.encode() in (entry / file).read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """It is not `live`, as the mistakes that tests make are not for deployments."""
    copy = Copy(tmp_path)
    shutil.copytree(ROOT / FIRST, tmp_path / FIRST)
    copy.edit(f"{FIRST}/example.toml", "live = true\n", "")
    copy.write(PAGE, (ROOT / PAGE).read_text(encoding="utf-8"))
    return copy
