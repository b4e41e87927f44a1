"""All examples as we verify them, against a shell loop that only starts the same programs; and one example alone."""

import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.measure import PYTEST, ROUNDS, Figure, Ran, alternated, middle, project, ran, ratio
from mock_api.contract import Contract
from mock_api.server import MockServer
from tests.harness.example import Example, load_examples
from tests.harness.languages import REQUEST
from tests.harness.process import workplace

TESTS = "tests/test_examples.py"
ONE = "authentication/first-request"
OTHER_WAYS = "not bash] and not zsh] and not requests] and not belongs"
"""Leaves out what a loop does not do: pasting into terminals, another library."""


def figures() -> Iterator[Figure]:
    """An example with a fault waits, which a pool hides and a loop does not: we are measured without."""
    copy = project("verification")
    examples, _ = load_examples(copy)
    quick = [example for example in examples if not example.fault and not example.proved_by]
    words = [OTHER_WAYS, *(f"not [{example.name}" for example in examples if example not in quick)]
    with MockServer(Contract.load(copy / "docs/api-reference/openapi.yaml")) as server:
        runs = alternated(
            {
                "ours": lambda: ran([*PYTEST, TESTS, "-k", " and ".join(words)], cwd=copy),
                "loop": lambda: _looped(server, quick, copy),
            }
        )
    detail = f"{middle(runs['ours']):.1f} s ÷ {middle(runs['loop']):.1f} s, {ROUNDS} rounds"
    yield Figure("all examples verified ÷ a shell loop", ratio(runs["ours"], runs["loop"]), "", 0.6, detail)
    for word, what in ((f"{ONE}[python]", "one program"), (ONE, "one example, in every language and terminal")):
        alone = [ran([*PYTEST, "-k", word], cwd=copy) for _ in range(ROUNDS)]
        detail = f"{median(run.cpu for run in alone):.2f} s of processors"
        yield Figure(f"{what} verified", middle(alone), "s", 1.5, detail)


def _looped(server: MockServer, examples: list[Example], folder: Path) -> Ran:
    """The programs, started one after another by sh, each in the world that a run of ours has."""
    with ExitStack() as stack:
        lines = []
        for example in examples:
            for language in example.languages:
                if language is REQUEST:
                    continue
                opened = server.open_run()
                stack.callback(opened.close)
                place = stack.enter_context(workplace(language.file, example.program(language), example.files))
                variables = {**example.environment, **opened.environment, **place.environment}
                command = ["env", "-i", *(f"{name}={value}" for name, value in variables.items())]
                command += [*language.command, language.file]
                lines.append(f"cd {shlex.quote(str(place.program.parent))} && {shlex.join(command)} >/dev/null 2>&1\n")
        script = folder / "loop.sh"
        script.write_text("".join(lines) + "true\n", encoding="utf-8")
        return ran(["sh", str(script)], cwd=folder)
