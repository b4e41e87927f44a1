import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml

from asrun import ROOT
from asrun.text import AUTOCRLF, FileError, glimpse, read_text, read_toml, read_yaml

BAD = b"first\nsecond \x93quoted\x94\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BAD, ":2:8: expected UTF-8, actual the byte 0x93, which is “ in Windows-1252. Fix: save it as UTF-8."),
        (b"\xc3\xa9 \x81", ":1:3: expected UTF-8, actual the byte 0x81. Fix: save it as UTF-8."),
        ("a".encode("utf-16"), ":1:1: expected UTF-8, actual UTF-16. Fix: save it as UTF-8."),
        ("\ufeffa".encode(), ":1:1: expected text alone, actual a byte order mark. Fix: save it without."),
        (b"a\nb\0", ":2:2: expected text alone, actual the control character U+0000. Fix: save it without."),
        (b"a\r\n", f":1:2: expected text alone, actual a carriage return. Fix: {AUTOCRLF}."),
        (b" \n", ": expected a text, actual an empty file. Fix: fill it, or remove it."),
    ],
    ids=["Windows-1252", "no encoding", "UTF-16", "byte order mark", "NUL", "CRLF", "empty"],
)
def test_file_that_is_no_text_is_named_with_its_line_and_column(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(FileError, match=f"^{re.escape(str(tmp_path / 'file') + said)}$"):
        read_text(tmp_path / "file")


@pytest.mark.parametrize(
    ("make", "actual"),
    [(Path.mkdir, "Is a directory"), (lambda file: file.symlink_to("a"), "a link that leads nowhere")],
    ids=["folder", "broken link"],
)
def test_what_is_no_file_is_named(tmp_path: Path, make: Callable[[Path], object], actual: str) -> None:
    make(tmp_path / "file")
    with pytest.raises(FileError, match=f"/file: expected a file that can be read, actual {actual}. "):
        read_text(tmp_path / "file")
    assert glimpse(tmp_path / "file") == ""


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_toml, "a = 1\nb = [1 2]\n", ":2:8: expected TOML, actual "),
        (read_yaml, "a: 1\nb: [1\nc: 2\n", ":3:2: expected YAML, actual "),
        (read_toml, f"a = {'1' * 5_000}", ": expected TOML, actual "),
        (read_yaml, "a: 1\nb: !nobody 2\n", ":2:4: expected YAML, actual "),
        (read_yaml, "é: 1\né: \x80", ":2:4: expected YAML, actual "),
        (read_yaml, "a: 2026-02-31", ": expected YAML, actual "),
        (partial(read_yaml, loader=yaml.CBaseLoader), "{a: " * 900 + "}" * 900, ": expected YAML, actual "),
    ],
)
def test_syntax_error_is_named_with_its_line_and_column(
    tmp_path: Path, read: Callable[[Path], object], text: str, said: str
) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    with pytest.raises(FileError, match=f"/file{said}.+ Fix: correct its syntax.$"):
        read(tmp_path / "file")


def test_plugin_names_in_one_line_what_a_test_cannot_read_and_what_was_not_tried(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(BAD)
    reading = "from pathlib import Path\nfrom asrun.text import read_text\n"
    tests = {
        "test_collected.py": f"{reading}read_text(Path('bad'))\n",
        "test_called.py": f"{reading}def test():\n    read_text(Path('bad'))\n",
        "test_good.py": "import asrun.plugin\nasrun.plugin.untried = {'zsh': 'is away'}.copy\ndef test():\n    pass\n",
    }
    for file, text in tests.items():
        (tmp_path / file).write_text(text, "utf-8")
    options = ["-q", "-p", "asrun.plugin", "-p", "no:cacheprovider", f"--config-file={ROOT}/pyproject.toml"]
    command = [sys.executable, "-m", "pytest", *options, f"--rootdir={tmp_path}", *tests]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    named = "bad:2:8: expected UTF-8, actual the byte 0x93, which is “ in Windows-1252. Fix: save it as UTF-8."
    assert printed.splitlines().count(named) == 2
    assert "Traceback" not in printed
    assert "Not tried: pastes into zsh, which is away." in printed
    assert re.search(r"\b1 failed, 1 passed\b", printed)
