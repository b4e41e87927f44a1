"""What pytest loads wherever the engine is installed: asrun.plugin, in projects that have an asrun.toml.

In other projects nothing is imported, and no fixture takes the name of another's.
"""

import pytest

from asrun import ROOT


def pytest_configure(config: pytest.Config) -> None:
    """A conftest may have loaded the plugin before."""
    if (ROOT / "asrun.toml").is_file():
        config.pluginmanager.import_plugin("asrun.plugin")
