"""All of `make build` where nothing changed, against MkDocs alone."""

import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from asrun import ROOT
from benchmarks.measure import Figure, in_turns
from benchmarks.verification import ran


def figures() -> Iterator[Figure]:
    build = ["make", "build"]
    ran(build, ROOT)
    with TemporaryDirectory() as folder:
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder]
        cpu = in_turns([lambda: {"build": ran(build, ROOT)}, lambda: {"MkDocs": ran(mkdocs, ROOT)}])
    yield Figure("make build ÷ mkdocs build", cpu["build"], cpu["MkDocs"], 1.3)
