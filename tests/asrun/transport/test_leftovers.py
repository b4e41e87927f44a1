import os
import tempfile
from pathlib import Path

import pytest

from asrun.api import Api
from asrun.transport.leftovers import YOUNG, sweep
from asrun.transport.server import FOLDER, MockServer
from tests.asrun.mock import serving


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(folder: Path) -> Path:
    then = folder.stat().st_mtime - YOUNG - 1
    os.utime(folder, (then, then))
    return folder


def test_mock_that_was_killed_leaves_its_folder_to_the_next_start(temporary: Path, api: Api) -> None:
    with serving("--port", "0", TMPDIR=str(temporary)) as (process, printed):
        authority = next(line.partition("=")[2] for line in printed if line.startswith("export SSL_CERT_FILE"))
        folder = aged(Path(authority).parent)
        sweep(FOLDER)
        assert Path(authority).exists()
        process.kill()
        process.wait()
    assert (folder.parent.parent, folder.exists()) == (temporary, True)
    with MockServer(api):
        assert not folder.exists()
