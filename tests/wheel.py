"""The engine as others install it, from the wheel, in an environment of its own that takes no network."""

import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from asrun import ROOT

OF_THE_SITE = ("mkdocs-material",)


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


def install(folder: Path) -> Path:
    """Returns the Python of a new environment with the wheel, what it requires, and what builds the site."""
    uv = Path(sys.executable).parent / "uv"
    build = (uv, "build", "--quiet", "--wheel", "--offline", "--no-build-isolation", "--python", sys.executable)
    subprocess.run([*build, "--out-dir", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv/bin/python"
    pip = (uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python)
    subprocess.run([*pip, wheel], cwd=folder, check=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (installed,) = packages.glob("asrun-*.dist-info")
    link_dependencies([*required(Distribution.at(installed)), *OF_THE_SITE], packages)
    return python
