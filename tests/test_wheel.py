"""The engine as others install it: the wheel and what it depends on, in an environment and a folder of its own."""

import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from asrun import ROOT

PROGRAMS = ("go", "ruby")
OF_THE_SITE = ("mkdocs-material",)

pytestmark = [
    pytest.mark.check,
    pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason="not tried without Go and Ruby on this machine"),
]


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def link_dependencies(names: Iterable[str], into: Path) -> None:
    """Links to what this environment has of the distributions and all that they depend on."""
    for name in names:
        found = distribution(name)
        tops = {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}
        if all((into / top).exists() for top in tops):
            continue
        for top in tops:
            if not (into / top).exists():
                (into / top).symlink_to(Path(str(found.locate_file(top))))
        link_dependencies(required(found), into)


def required(found: Distribution) -> list[str]:
    needs = map(Requirement, found.requires or ())
    return [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel, what it requires, and what the site needs to be built."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).parent / "uv"
    build = (uv, "build", "--quiet", "--wheel", "--offline", "--no-build-isolation", "--python", sys.executable)
    run(*build, "--out-dir", folder, folder=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv/bin/python"
    run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel, folder=folder)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (installed,) = packages.glob("asrun-*.dist-info")
    link_dependencies([*required(Distribution.at(installed)), *OF_THE_SITE], packages)
    return python


@pytest.fixture
def second_site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests/second_site", tmp_path / "site", ignore=shutil.ignore_patterns(".*")))


@pytest.mark.parametrize("conftest", ["", "pytest_plugins = ('asrun.plugin',)\n"], ids=["alone", "with a conftest"])
def test_second_site_passes_with_the_wheel(conftest: str, python: Path, second_site: Path) -> None:
    (second_site / "conftest.py").write_text(conftest, "utf-8")
    printed = run(python, "-m", "pytest", "-q", "-W", "error", folder=second_site)
    assert re.search(r"^\d+ passed in", printed, re.MULTILINE), printed


def test_record_writes_what_the_second_site_has(python: Path, second_site: Path) -> None:
    found = [*second_site.glob("snippets/*/*/*.txt"), *second_site.glob("snippets/*/*/*.http")]
    texts = {file: file.read_text("utf-8") for file in found}
    for file in found:
        file.unlink()
    run(python.parent / "asrun", "record", folder=second_site)
    assert {file: file.read_text("utf-8") for file in found} == texts


@pytest.mark.parametrize(
    ("command", "package"), [("live", "httpx"), ("mutate", "tree_sitter"), ("watch", "watchfiles")]
)
def test_command_names_the_extra_that_it_needs(command: str, package: str, python: Path, tmp_path: Path) -> None:
    (tmp_path / "asrun.toml").write_text('contract = "openapi.yaml"\n', "utf-8")
    done = subprocess.run(
        [str(python.parent / "asrun"), command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    expected = f'{command}: expected {package} to be installed, actual none. Fix: pip install "asrun[{command}]".\n'
    assert done.stderr == f"python -m asrun {expected}"


def test_project_without_settings_keeps_its_files_and_fixtures(python: Path, tmp_path: Path) -> None:
    (tmp_path / "snippets/page/one").mkdir(parents=True)
    (tmp_path / "snippets/page/one/example.toml").write_text("none of the engine's", "utf-8")
    text = "import sys\n\ndef test_one(): assert 'asrun.plugin' not in sys.modules\n"
    (tmp_path / "test_one.py").write_text(text, "utf-8")
    assert "1 passed" in run(python, "-m", "pytest", "-q", "-W", "error", folder=tmp_path)
