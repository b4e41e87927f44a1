import os
import tempfile
from pathlib import Path

import pytest

from asrun.api import Api
from asrun.transport.leftovers import held_folder
from asrun.transport.server import FOLDER, MockServer


def test_next_start_removes_what_a_killed_server_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: Api
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with held_folder(FOLDER) as held:
        left, young = (held.with_name(f"{FOLDER}{name}") for name in ("left", "young"))
        for folder in (left, young):
            folder.mkdir()
        for folder in (held, left):
            os.utime(folder, (0, 0))
        with MockServer(api):
            assert [folder.exists() for folder in (held, left, young)] == [True, False, True]
