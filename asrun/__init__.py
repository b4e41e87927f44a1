"""The machinery that runs every example of the documentation and judges it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The project's folder."""
