import re
from collections.abc import Callable
from pathlib import Path

import pytest

from asrun.text import AUTOCRLF, FileError, glimpse, read_text, read_toml, read_yaml
from tests.asrun.other_project import PYTEST, run

BAD = b"first\nsecond \x93quoted\x94\n"
NAMED = ":2:8: expected UTF-8, actual the byte 0x93. Fix: save it as UTF-8."


@pytest.mark.parametrize(
    ("read", "data", "said"),
    [
        (read_text, BAD, NAMED),
        (read_text, "\ufeff".encode(), ":1:1: expected text alone, actual the character U+FEFF. Fix: save it without."),
        (read_text, b"a\nb\0", ":2:2: expected text alone, actual the character U+0000. Fix: save it without."),
        (read_text, b"a\r\n", f":1:2: expected text alone, actual the character U+000D. Fix: {AUTOCRLF}."),
        (read_toml, b"a = 1\nb = [1 2]\n", ":2:8: expected TOML, actual "),
        (read_toml, b"a = " + b"1" * 5_000, ": expected TOML, actual "),
        (read_yaml, b"a: 1\nb: [1\nc: 2\n", ":3:2: expected YAML, actual "),
        (read_yaml, "é: 1\né: \x80".encode(), ":2:4: expected YAML, actual "),
        (read_yaml, b"{a: " * 900 + b"}" * 900, ": expected YAML, actual "),
    ],
)
def test_file_that_cannot_be_read_is_named_with_its_line_and_column(
    tmp_path: Path, read: Callable[[Path], object], data: bytes, said: str
) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(FileError, match=f"/file{re.escape(said)}.*$"):
        read(tmp_path / "file")


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a")
    for file, actual in ((tmp_path, "Is a directory"), (tmp_path / "link", "No such file or directory")):
        with pytest.raises(FileError, match=f": expected a file that can be read, actual {actual}. "):
            read_text(file)
        assert glimpse(file) == ""


@pytest.mark.check
def test_plugin_names_once_and_in_one_line_what_tests_cannot_read_and_what_was_not_tried(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(BAD)
    reading = "from pathlib import Path\nfrom asrun.text import read_text\n"
    tests = {
        "test_collected.py": f"{reading}read_text(Path('bad'))\n",
        "test_called.py": f"{reading}def test():\n    read_text(Path('bad'))\n",
        "test_good.py": "import asrun.plugin\nasrun.plugin.untried = {'zsh': 'is away'}.copy\ndef test():\n    pass\n",
    }
    for file, text in tests.items():
        (tmp_path / file).write_text(text, "utf-8")
    printed = run(tmp_path, *PYTEST, "--continue-on-collection-errors").stdout
    assert printed.splitlines().count(f"bad{NAMED}") == 1
    assert "Traceback" not in printed
    assert "Not tried: pastes into zsh, which is away." in printed
    assert re.search(r"\b1 passed, 1 skipped, 1 error\b", printed)
