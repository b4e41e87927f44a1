"""Runs the tests again and again, idle and beside busy loops by turns, and says what failed how often: `make soak`.

The output of each run is kept in build/soak/COMMIT/. What was interrupted goes on where it stopped.
"""

import re
import shlex
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from asrun import ROOT

PYTEST = "-m pytest -q --color=no -n auto --dist loadgroup --no-loadscope-reorder"
LOOP = ("sh", "-c", "while kill -0 $PPID; do :; done")
LOOPS = {"idle": 0, "busy": 4}
LIMIT = "3600"
"""Seconds after which a run counts as dead."""


def main(idle: str = "3", busy: str = "3", only: str = "-m 'not check'") -> None:
    counts = {"idle": int(idle), "busy": int(busy)}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    folder = ROOT / "build/soak" / commit.decode().strip() / re.sub(r"\W+", "-", only).strip("-")[:80]
    folder.mkdir(parents=True, exist_ok=True)
    failed: Counter[tuple[str, str]] = Counter()
    for turn in range(max(counts.values())):
        for kind in (kind for kind, count in counts.items() if turn < count):
            failed.update((kind, test) for test in run(only, kind, folder / f"{kind}-{turn + 1}.txt"))
    for (kind, test), times in failed.most_common():
        print(f"{times} of {counts[kind]} {kind}: {test}")
    sys.exit(bool(failed))


def run(only: str, kind: str, output: Path) -> set[str]:
    """Returns the tests that failed in the run whose output is in the file, which is run first if it has not ended."""
    if not output.exists():
        under_way = output.with_suffix(".part")
        with ExitStack() as stack, under_way.open("w") as out:
            for _ in range(LOOPS[kind]):
                stack.callback(stack.enter_context(subprocess.Popen(LOOP)).kill)
            command = ["timeout", LIMIT, sys.executable, *PYTEST.split(), *shlex.split(only)]
            status = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False).returncode
            out.write(f"ERROR exit status {status}\n" * bool(status))
        under_way.rename(output)
    failed = set(re.findall(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output.read_text(errors="replace")))
    print(f"{output.stem:8} {len(failed):4} failed", flush=True)
    return failed


if __name__ == "__main__":
    main(*sys.argv[1:])
