"""asrun judge: programs of many languages, each with a mistake that public bug reports show, and ones without any."""

import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.api import Api
from asrun.examples.languages import NODE
from asrun.examples.process import PATH
from asrun.judge.mistakes import Mistake, Mistakes
from asrun.judge.places import Places
from asrun.judge.promises import Trial, Verdict, judged
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


def judge(
    server: MockServer, command: Sequence[str], folder: Path, faults: Sequence[str], limit: float
) -> tuple[list[Trial], list[Mistake]]:
    finder = Mistakes(server.api, PLACES)
    tried = list(Judge(server, finder, command, folder, (io.BytesIO(), io.BytesIO()), limit).trials(faults))
    return [trial for trial, _ in tried], [mistake for _, found in tried for mistake in found]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.name, marks=() if path.name in QUICK else pytest.mark.check)
        for path in sorted(FOLDER.iterdir())
    ],
)
def test_each_program_is_judged(name: str, server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Path(shutil.copy(FOLDER / name, tmp_path))
    command = COMMANDS[program.suffix]
    if not shutil.which(command[0], path=PATH) and command[0] not in ("python", NODE):
        pytest.skip(f"this machine has no {command[0]}")
    monkeypatch.setenv("PATH", f"{PROGRAMS[0]}:{PATH}")
    monkeypatch.setenv("GOCACHE", str(ROOT / ".asrun/go"))
    words = program.read_text("utf-8").partition("\n")[0].split()[1:]
    words = words[words[0] == "#" :]
    options = dict(zip(words, words[1:], strict=False))
    key = options.get("--key")
    if key:
        ...
    faults = options["--with"].split(",") if "--with" in options else []
    _, mistakes = judge(server, [*command, name], tmp_path, faults, 5)
    first = [f"{each.name} {each.place.page}#{each.place.anchor}" for each in mistakes if each.place]
    print([m.line("") for m in mistakes])
    assert (first or ["clean"])[0] == " ".join(words[:1] if words[0] == "clean" else words[:2])
