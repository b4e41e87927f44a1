"""Runs the tests again and again, idle and beside busy loops, and says what failed how often: `make soak`.

Each run is a line of build/soak/<commit>.jsonl: a second call continues where the first stopped. The output of a run
that failed is kept beside it.
"""

import argparse
import json
import os
import re
import resource
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PYTEST = "-m pytest -q --color=no -n auto --dist loadgroup --no-loadscope-reorder"
MAKE_TEST = "-m 'not check'"
LOOP = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass"
LOOPS = 4
LIMIT = 3600.0
"""Seconds after which a run counts as dead."""

Run = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--idle", type=int, default=3, help="runs on a machine that does nothing else")
    parser.add_argument("--busy", type=int, default=3, help=f"runs beside {LOOPS} busy loops")
    parser.add_argument("--only", default=MAKE_TEST, help="arguments for pytest in place of those of make test")
    wanted = parser.parse_args()
    commit = _commit()
    log = ROOT / "build/soak" / f"{commit}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    for busy in _due(_runs(log, wanted.only), wanted.idle, wanted.busy):
        run = _run(wanted.only, busy, log.with_name(f"{commit}-{time.strftime('%d-%H%M%S')}.txt"))
        if _commit() != commit:
            raise SystemExit(f"HEAD is no longer {commit}: this run is not counted")
        with log.open("a") as lines:
            print(json.dumps(run), file=lines)
        print(_line(run), flush=True)
    runs = _runs(log, wanted.only)
    print(f"\n{commit}: {len(runs)} runs", *map(_line, runs), *_tally(runs), sep="\n")
    return int(any(run["failed"] for run in runs))


def _commit() -> str:
    status = subprocess.check_output(["git", "status", "--porcelain=v2", "--branch"], cwd=ROOT, text=True).splitlines()
    if any(not line.startswith("#") for line in status):
        raise SystemExit("The tree differs from its commit, by which the runs are counted: commit or stash first")
    return status[0].removeprefix("# branch.oid ")[:12]


def _runs(log: Path, only: str) -> list[Run]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [run for run in map(json.loads, lines) if run["only"] == only]


def _due(runs: Sequence[Run], idle: int, busy: int) -> Iterator[bool]:
    """For each run that the log lacks, whether it is a busy one: by turns."""
    done = Counter(run["busy"] for run in runs)
    lacking = {False: idle - done[False], True: busy - done[True]}
    for turn in range(max(lacking.values())):
        yield from (kind for kind, count in lacking.items() if turn < count)


def _run(only: str, busy: bool, kept: Path) -> Run:
    command = [sys.executable, *PYTEST.split(), *shlex.split(only)]
    before, start = _cpu(), time.monotonic()
    with _loops(LOOPS if busy else 0), kept.open("w") as out:
        try:
            status = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, timeout=LIMIT, check=False).returncode
        except subprocess.TimeoutExpired:
            status = None
        wall, cpu = time.monotonic() - start, _cpu() - before  # before the loops end, and count
    failed = sorted(set(re.findall(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$", kept.read_text(errors="replace"))))
    if status == 0:
        kept.unlink()
    elif not failed:
        failed = [f"the run itself: exit status {status}"]
    return {"only": only, "busy": busy, "wall": round(wall, 1), "cpu": round(cpu, 1), "failed": failed}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _loops(count: int) -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", LOOP, str(os.getpid())]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _line(run: Run) -> str:
    kind = "busy" if run["busy"] else "idle"
    return f"{kind} {run['wall']:8.1f} s {run['cpu']:8.1f} CPU s {len(run['failed']):4} failed"


def _tally(runs: Sequence[Run]) -> Iterator[str]:
    for busy, kind in enumerate(("idle", "busy")):
        same = [run["failed"] for run in runs if run["busy"] == busy]
        for test, times in Counter(test for failed in same for test in failed).most_common():
            yield f"{times} of {len(same)} {kind}: {test}"


if __name__ == "__main__":
    sys.exit(main())
