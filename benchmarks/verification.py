"""Examples as we verify them, against a loop that only starts the same programs."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from asrun.examples.example import Example, load_examples
from asrun.examples.process import workplace
from asrun.project import load_api
from asrun.transport.server import MockServer
from benchmarks.measure import PYTEST, Figure, compared, in_turns, project, ran

ONE = "authentication/first-request"
# A test of nothing imports the modules that the tests of examples import, but for our own.
IMPORTED = "import sys, conftest, asrun.plugin; print(*sys.modules)"
OURS = ("__main__", "asrun", "conftest", "mock_api")
NOTHING = """\
import contextlib, importlib
for name in {names}:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
def test_nothing(): pass
"""


def figures() -> Iterator[Figure]:
    """An example with a fault waits, which a pool hides and a loop does not: we are measured without."""
    copy = project("verification")
    api = load_api(copy)
    examples, _ = load_examples(copy, api)
    quick = [example for example in examples if not example.fault and not example.proved_by]
    one = [example for example in examples if example.name == ONE]
    empty = _empty_pytest(copy)
    with MockServer(api) as server:
        cpu = in_turns(
            {
                "all": lambda: ran([*PYTEST, *(test for example in quick for test in _tests(example))], copy),
                "all by hand": lambda: _by_hand(server, quick),
                "example": lambda: ran([*PYTEST, f"snippets/{ONE}"], copy),
                "example by hand": lambda: ran(empty, copy) + _by_hand(server, one),
            }
        )
    yield compared("all examples verified ÷ their programs by hand", cpu["all"], cpu["all by hand"], 1.5)
    yield compared("one example verified ÷ an empty pytest and by hand", cpu["example"], cpu["example by hand"], 2)


def _tests(example: Example) -> list[str]:
    """The ids of its checks, but for what a loop does not do: pasting into terminals, another library."""
    names = [language.name for language in example.languages]
    names += ["tabs send the same"] * (len(names) > 1) + ["response is as recorded"] * (example.fields is not None)
    return [f"snippets/{example.name}/example.toml::{name}" for name in names]


def _empty_pytest(copy: Path) -> Sequence[str]:
    listed = subprocess.run([sys.executable, "-c", IMPORTED], cwd=copy, check=True, capture_output=True, text=True)
    names = [name for name in listed.stdout.split() if name.partition(".")[0] not in OURS]
    (copy / "test_nothing.py").write_text(NOTHING.format(names=names), "utf-8")
    return [*PYTEST, "test_nothing.py"]


def _by_hand(server: MockServer, examples: list[Example]) -> float:
    """The CPU seconds of the programs, one after another, each in the world that a run of ours has."""
    before = sum(os.times()[:4])
    for example in examples:
        for language in (each for each in example.languages if each.command):
            run = server.open_run()
            with workplace(language.file, example.program(language), example.files) as place:
                environment = {**example.environment, **run.environment, **place.environment}
                command = [*language.command, language.file]
                subprocess.run(command, cwd=place.program.parent, env=environment, capture_output=True, check=False)
            run.close()
    return sum(os.times()[:4]) - before
