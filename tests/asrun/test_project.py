"""What is said of settings that make no API."""

import re
import shutil
from pathlib import Path

import pytest

from asrun.project import load_api
from asrun.text import FileError
from tests.asrun.other_project import SECOND


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ('keys.main = { scheme = "key" }', "expected keys.main.secret, actual none."),
        ('keys.main = { secret = "s", scheme = "tokn" }', "keys.main.scheme, one of key, actual tokn."),
        ('api = "absent:api"', "expected api to name a function, as module:function, actual No module named 'absent'."),
        ('api = "asrun.api:absent"', "actual module 'asrun.api' has no attribute 'absent'."),
        ('api = ":api"', "actual Empty module name."),
    ],
)
def test_setting_that_makes_no_api_is_named(setting: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "asrun.toml").write_text(f'contract = "pets.yaml"\n{setting}\n', "utf-8")
    shutil.copy(SECOND / "pets.yaml", tmp_path)
    with pytest.raises(FileError, match=re.escape(expected)):
        load_api(tmp_path)


def test_folder_without_settings_says_what_writes_them(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Fix: write them: asrun init openapi\.yaml docs"):
        load_api(tmp_path)
