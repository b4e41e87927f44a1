"""The machinery that runs every example of the documentation and judges it."""

from pathlib import Path


def _project() -> Path:
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "asrun.toml").is_file()), here)


ROOT = _project()
"""The project's folder: the working folder, or the nearest above it, that has an asrun.toml."""

SHARED = ROOT / ".asrun"
"""Where examples' runs keep what they share."""
