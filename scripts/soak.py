"""Runs the tests again and again, idle and beside busy loops by turns, and says what failed how often: `make soak`.

The output of each run is kept in build/soak/.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack

from asrun import ROOT

PYTEST = "-m pytest -q --color=no -n auto --dist loadgroup --no-loadscope-reorder"
LOOP = (sys.executable, "-c", "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass", str(os.getpid()))
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
    failed: Counter[tuple[str, str]] = Counter()
    for turn in range(max(counts.values())):
        for kind in (kind for kind, count in counts.items() if turn < count):
            failed.update((kind, test) for test in run(wanted.only, kind))
    for (kind, test), times in failed.most_common():
        print(f"{times} of {counts[kind]} {kind}: {test}")
    return int(bool(failed))


def run(only: str, kind: str) -> set[str]:
    output = ROOT / "build/soak" / f"{time.strftime('%d-%H%M%S')}.txt"
    output.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with ExitStack() as stack, output.open("w") as out:
        for _ in range(LOOPS[kind]):
            stack.callback(stack.enter_context(subprocess.Popen(LOOP)).kill)
        command = ["timeout", str(LIMIT), sys.executable, *PYTEST.split(), *shlex.split(only)]
        status = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False).returncode
    failed = set(re.findall(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output.read_text(errors="replace")))
    if status and not failed:
        failed = {f"the run itself: exit status {status}"}
    print(f"{kind} {time.monotonic() - start:8.1f} s {len(failed):4} failed", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
