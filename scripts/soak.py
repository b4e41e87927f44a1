"""Runs the tests again and again, idle and beside busy loops by turns, and says what failed how often: `make soak`.

The output of a run that failed is kept in build/soak/.
"""

import argparse
import os
import re
import resource
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTEST = "-m pytest -q --color=no -n auto --dist loadgroup --no-loadscope-reorder"
LOOP = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass"
LOOPS = 4
LIMIT = 3600.0
"""Seconds after which a run counts as dead."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--idle", type=int, default=3, help="runs on a machine that does nothing else")
    parser.add_argument("--busy", type=int, default=3, help=f"runs beside {LOOPS} busy loops")
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
    """What failed in one run of the tests, whose times are printed."""
    output = ROOT / "build/soak" / f"{time.strftime('%d-%H%M%S')}.txt"
    output.parent.mkdir(parents=True, exist_ok=True)
    before, start = cpu(), time.monotonic()
    with loops(LOOPS if kind == "busy" else 0), output.open("w") as out:
        command = [sys.executable, *PYTEST.split(), *shlex.split(only)]
        try:
            status = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, timeout=LIMIT, check=False).returncode
        except subprocess.TimeoutExpired:
            status = None
        wall, used = time.monotonic() - start, cpu() - before  # before the loops end, and count
    failed = set(re.findall(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output.read_text(errors="replace")))
    if status == 0:
        output.unlink()
    elif not failed:
        failed = {f"the run itself: exit status {status}"}
    print(f"{kind} {wall:8.1f} s {used:8.1f} CPU s {len(failed):4} failed", flush=True)
    return failed


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def loops(count: int) -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", LOOP, str(os.getpid())]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    sys.exit(main())
