"""How many mutants a second `make mutants` judges."""

import json
import sys
from collections.abc import Iterator

from benchmarks.measure import Figure, project, ran

ONLY = "authentication/first-request or endpoints/list-models or endpoints/generate"


def figures() -> Iterator[Figure]:
    copy = project("mutants")
    run = ran([sys.executable, "-m", "pytest", "-q", "-n0", "tests/mutants/every_mutant.py", "-k", ONLY], cwd=copy)
    count = json.loads((copy / "build/mutants.json").read_text("utf-8"))["mutants"]
    yield Figure("mutants judged", count / run.seconds, "a second", None, f"{count} in {run.seconds:.0f} s")
