import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.contract import Contract
from asrun.examples.pool import Runs
from asrun.transport.leftovers import YOUNG, held_folder, sweep
from asrun.transport.server import MockServer
from tests.mock_api.command import serving

HOLDS = """\
from asrun.examples.process import workplace
with workplace("program", b"") as place:
    print(place.folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that no run of others uses."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def run(temporary: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds a folder of a run."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def ours(temporary: Path) -> Path:
    """Where the folders of runs are."""
    with held_folder("example-") as folder:
        assert folder.parent.parent == temporary.resolve()
        return folder.parent


def aged(folder: Path) -> Path:
    then = folder.stat().st_mtime - YOUNG - 1
    os.utime(folder, (then, then))
    return folder


def folder_of(run: "subprocess.Popen[str]") -> Path:
    assert run.stdout
    return aged(Path(run.stdout.readline().strip()))


def test_folder_of_a_run_that_was_killed_is_removed(run: "subprocess.Popen[str]") -> None:
    folder = folder_of(run)
    run.kill()
    run.wait()
    assert (folder / "work/program").exists()
    sweep("example-")
    assert not folder.exists()


def test_folder_of_a_run_that_lives_stays(run: "subprocess.Popen[str]") -> None:
    folder = folder_of(run)
    sweep("example-")
    assert (folder / "work/program").exists()


def test_folder_that_was_made_a_moment_ago_stays(ours: Path) -> None:
    (ours / "example-1").mkdir()
    sweep("example-")
    assert (ours / "example-1").exists()


@pytest.mark.parametrize("place", ["example-projects", "example-api-docs", "{ours}/examples"])
def test_folder_of_something_else_stays(place: str, temporary: Path, ours: Path) -> None:
    folder = temporary / place.format(ours=ours)
    folder.mkdir()
    aged(folder)
    sweep("example-")
    assert folder.exists()


def test_folder_is_removed_at_the_end_of_its_run() -> None:
    with held_folder("example-") as folder:
        assert folder.exists()
    assert not folder.exists()


def test_runs_begin_with_a_sweep(ours: Path, server: MockServer) -> None:
    (ours / "example-1").mkdir()
    aged(ours / "example-1")
    with Runs(server):
        pass
    assert not (ours / "example-1").exists()


def test_mock_that_was_killed_leaves_its_folder_to_the_next_start(temporary: Path, contract: Contract) -> None:
    with serving("--port", "0", TMPDIR=str(temporary)) as (process, printed):
        authority = next(line.partition("=")[2] for line in printed if line.startswith("export SSL_CERT_FILE"))
        left = aged(Path(authority).parent)
        process.kill()
        process.wait()
    assert (left.parent.parent, left.exists()) == (temporary, True)
    with MockServer(contract):
        assert not left.exists()
