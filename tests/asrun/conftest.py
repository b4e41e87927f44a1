import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.example import load_examples
from asrun.examples.pool import Runs
from asrun.examples.process import LIMIT
from asrun.examples.runs import Case, Outcome, cases, needed
from asrun.examples.verdict import agree, judge, recorded
from asrun.transport.server import MockServer

FIRST = "snippets/authentication/first-request"
PAGE = "docs/getting-started/authentication.md"
RAN: dict[tuple[object, ...], Outcome] = {}
"""What came of each run, by all that it is made of: a mistake in one program leaves the others as they were."""


@dataclass(frozen=True)
class Copy:
    """A copy of a page and its first example, in which a test makes a mistake."""

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

    def place(self, file: str) -> str:
        """The page and the line that shows a file of the first example."""
        lines = self.read(PAGE).splitlines()
        (number,) = [
            n for n, line in enumerate(lines, 1) if line.strip() == f'--8<-- "authentication/first-request/{file}"'
        ]
        return f"{PAGE}:{number}"

    def slips(self) -> list[str]:
        return [str(finding) for finding in load_examples(self.root)[1]]

    def examine(self, server: MockServer, *, shells: Sequence[str] = (), limit: float = LIMIT) -> list[str]:
        """Every finding that the tests of the examples would report. `limit` is for what has not been run before."""
        examples, findings = load_examples(self.root)
        with Runs(server, limit=limit) as runs:
            for example in examples:
                ways = cases(example, shells)
                made_of = {case: (server, *_made_of(case)) for case in ways}
                new = [case for case in ways if made_of[case] not in RAN]
                runs.start(new)
                RAN.update((made_of[case], runs[case]) for case in new)
                came = {case: replace(RAN[made_of[case]], case=case) for case in ways}
                outcomes = [came[case] for case in needed(example)]
                findings += [finding for case in ways for finding in judge(came[case], came[case.plain])]
                findings += agree(outcomes) + recorded(outcomes)
        return [str(finding) for finding in findings]


def _made_of(case: Case) -> tuple[object, ...]:
    example = case.example
    return (
        case.language,
        case.shell,
        case.library,
        example.program(case.language),
        tuple((path.name, path.read_bytes()) for path in example.files),
        tuple(example.environment.items()),
        example.fault,
    )


def living(mark: str) -> list[str]:
    """The processes whose command line holds `mark`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (command := (entry / "cmdline").read_bytes().decode()):
                found.append(command)
        except OSError:
            continue
    return found


def copied(root: Path) -> Copy:
    """Copies them below an empty folder, but for `live`, as the mistakes that tests make are not for deployments."""
    copy = Copy(root)
    shutil.copytree(ROOT / FIRST, root / FIRST)
    copy.edit(f"{FIRST}/example.toml", "live = true\n", "")
    copy.write(PAGE, (ROOT / PAGE).read_text(encoding="utf-8"))
    return copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)
