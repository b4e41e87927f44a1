import shutil
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


def living(mark: str) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (command := (entry / "cmdline").read_bytes().decode()):
                found.append(command)
        except OSError:
            continue
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """It is not `live`, as the mistakes that tests make are not for deployments."""
    copy = Copy(tmp_path)
    shutil.copytree(ROOT / FIRST, tmp_path / FIRST)
    copy.edit(f"{FIRST}/example.toml", "live = true\n", "")
    copy.write(PAGE, (ROOT / PAGE).read_text(encoding="utf-8"))
    return copy
