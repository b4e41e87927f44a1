"""The engine as others install it: the wheel and what it depends on, in an environment and a folder of its own."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from asrun import ROOT
from tests.wheel import run

PROGRAMS = ("go", "ruby")

pytestmark = [
    pytest.mark.check,
    pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason="not tried without Go and Ruby on this machine"),
]


@pytest.fixture
def second_site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests/second_site", tmp_path / "site", ignore=shutil.ignore_patterns(".*")))


def test_conftest_may_load_the_plugin_again(installed: Path, second_site: Path) -> None:
    (second_site / "conftest.py").write_text("pytest_plugins = ('asrun.plugin',)\n", "utf-8")
    printed = run(installed, "-m", "pytest", "-q", "-W", "error", "snippets", folder=second_site)
    assert re.search(r"^\d+ passed in", printed, re.MULTILINE), printed


def test_record_writes_what_the_second_site_has(installed: Path, second_site: Path) -> None:
    found = [*second_site.glob("snippets/*/*/*.txt"), *second_site.glob("snippets/*/*/*.http")]
    texts = {file: file.read_text("utf-8") for file in found}
    for file in found:
        file.unlink()
    run(installed.parent / "asrun", "record", folder=second_site)
    assert {file: file.read_text("utf-8") for file in found} == texts


@pytest.mark.parametrize(
    ("command", "package"), [("live", "httpx"), ("mutate", "tree_sitter"), ("watch", "watchfiles")]
)
def test_command_names_the_extra_that_it_needs(command: str, package: str, installed: Path, tmp_path: Path) -> None:
    (tmp_path / "asrun.toml").write_text('contract = "openapi.yaml"\n', "utf-8")
    done = subprocess.run(
        [str(installed.parent / "asrun"), command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    expected = f'{command}: expected {package} to be installed, actual none. Fix: pip install "asrun[{command}]".\n'
    assert done.stderr == f"python -m asrun {expected}"


def test_project_without_settings_keeps_its_files_and_fixtures(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "snippets/page/one").mkdir(parents=True)
    (tmp_path / "snippets/page/one/example.toml").write_text("none of the engine's", "utf-8")
    text = "import sys\n\ndef test_one(): assert 'asrun.plugin' not in sys.modules\n"
    (tmp_path / "test_one.py").write_text(text, "utf-8")
    assert "1 passed" in run(installed, "-m", "pytest", "-q", "-W", "error", folder=tmp_path)
