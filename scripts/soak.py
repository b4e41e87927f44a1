"""Runs the tests again and again, idle and beside busy loops by turns, and says what failed how often: `make soak`.

The output of each run is kept in build/soak/COMMIT/. What was interrupted goes on where it stopped.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from asrun import ROOT

PYTEST = "-m pytest -q --color=no -n auto --dist loadgroup --no-loadscope-reorder"
LOOP = (sys.executable, "-c", "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass", str(os.getpid()))
ENDED = re.compile(r"(?m)(.*)\nexit status (\d+)\n\Z")
LOOPS = {"idle": 0, "busy": 4}
LIMIT = 3600.0
"""Seconds after which a run counts as dead."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--idle", type=int, default=3, help="runs on a machine that does nothing else")
    parser.add_argument("--busy", type=int, default=3, help=f"runs beside {LOOPS['busy']} busy loops")
    parser.add_argument("--only", default="-m 'not check'", help="arguments for pytest in place of those of make test")
    wanted = parser.parse_args()
    counts = {"idle": wanted.idle, "busy": wanted.busy}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    folder = ROOT / "build/soak" / commit.stdout.strip() / re.sub(r"\W+", "-", wanted.only).strip("-")[:80]
    folder.mkdir(parents=True, exist_ok=True)
    failed: Counter[tuple[str, str]] = Counter()
    for turn in range(max(counts.values())):
        for kind in (kind for kind, count in counts.items() if turn < count):
            failed.update((kind, test) for test in run(wanted.only, kind, folder / f"{kind}-{turn + 1}.txt"))
    for (kind, test), times in failed.most_common():
        print(f"{times} of {counts[kind]} {kind}: {test}")
    return int(bool(failed))


def run(only: str, kind: str, output: Path) -> set[str]:
    """Returns the tests that failed in the run whose output is in the file, which is run first if it has not ended."""
    if not (output.exists() and ENDED.search(output.read_text(errors="replace"))):
        with ExitStack() as stack, output.open("w") as out:
            for _ in range(LOOPS[kind]):
                stack.callback(stack.enter_context(subprocess.Popen(LOOP)).kill)
            command = ["timeout", str(LIMIT), sys.executable, *PYTEST.split(), *shlex.split(only)]
            status = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False).returncode
            out.write(f"exit status {status}\n")
    text = output.read_text(errors="replace")
    failed = set(re.findall(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$", text))
    summary, status = ENDED.findall(text)[-1]
    if status != "0" and not failed:
        failed = {f"the run itself: exit status {status}"}
    print(f"{output.stem:8} {len(failed):4} failed: {summary}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
