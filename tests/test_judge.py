"""asrun judge: programs of many languages, each with a mistake that public bug reports show, and ones without any."""

import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from asrun import ROOT
from asrun.examples.languages import NODE, shared
from asrun.examples.process import PATH
from asrun.judge.mistakes import Mistake, Mistakes
from asrun.judge.places import Places
from asrun.judge.program import LIMIT
from asrun.judge.trials import Judge
from asrun.sandbox.environment import PROGRAMS
from asrun.transport.server import MockServer

FOLDER = ROOT / "tests/judge"
COMMANDS = {
    ".sh": ["bash"],
    ".py": ["python"],
    ".mjs": [NODE],
    ".rb": ["ruby"],
    ".php": ["php"],
    ".pl": ["perl"],
    ".go": ["go", "run"],
}
QUICK = ("no_colon.sh", "token_scheme.py", "key_in_the_query.rb", "early.php", "good.sh", "good.py")
"""Those that make test runs."""

PLACES = Places(ROOT)


def judge(server: MockServer, program: Path, faults: Sequence[str] = (), **options: Any) -> list[Mistake]:
    command = [*COMMANDS[program.suffix], program.name]
    its = Judge(server, Mistakes(server.api, PLACES), command, program.parent, (io.BytesIO(), io.BytesIO()), **options)
    return [mistake for _, found in its.trials(faults) for mistake in found]


@pytest.mark.parametrize(
    "name",
    [pytest.param(path.name, marks=() if path.name in QUICK else pytest.mark.check) for path in FOLDER.iterdir()],
)
def test_each_program_is_judged(name: str, server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first line has the mistakes that are found, the place of the first, and with what it is tried."""
    program = Path(shutil.copy(FOLDER / name, tmp_path))
    monkeypatch.setenv("PATH", f"{PROGRAMS[0]}:{PATH}")
    monkeypatch.setenv("GOCACHE", str(shared("go/GOCACHE")))
    if not shutil.which(COMMANDS[program.suffix][0]):
        pytest.skip(f"this machine has no {COMMANDS[program.suffix][0]}")
    line = program.read_text("utf-8").partition("\n")[0]
    kinds, place = re.findall(r"(?:#|//) (\S+)(?: (\S+#\S+))?", line)[0]
    options = dict(re.findall(r"--(\w+) (\S+)", line))
    faults = options.get("with", "").split(",") if "with" in options else []
    found = judge(server, program, faults, limit=float(options.get("limit", LIMIT)), key=options.get("key", ""))
    lines = [each.line("") for each in found]
    assert sorted(each.name for each in found) == sorted(kinds.split(",") if place else []), lines
    places = [each.place for each in found if each.name == kinds.partition(",")[0]]
    assert [f"{each.page}#{each.anchor}" for each in places if each] == [place] * bool(place), lines
