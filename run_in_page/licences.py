"""The licences of what a reader's browser loads, in one text."""

from collections.abc import Iterable
from importlib.metadata import distribution
from json import loads
from pathlib import Path

RULE = "=" * 72
SCRIPTS = ("es-module-lexer", "node-inspect-extracted")
MPL = "Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/\nIts source: https://github.com/pyodide/pyodide\n"


def licences(node_modules: Path, packages: Iterable[str]) -> str:
    """`packages` are of Python, installed here."""

    def released(name: str) -> str:
        return f"{name} {loads((node_modules / name / 'package.json').read_text('utf-8'))['version']}"

    parts = [
        (released("pyodide"), MPL),
        # The package has the text of Python's licence, which is its own too.
        ("CPython, within Pyodide", _of_package("typing-extensions")),
        *((released(name), (node_modules / name / "LICENSE").read_text("utf-8")) for name in SCRIPTS),
        *((f"{name} {distribution(name).version}", _of_package(name)) for name in packages),
    ]
    return "\n".join(f"{RULE}\n{title}\n{RULE}\n{text.strip()}\n" for title, text in parts)


def _of_package(name: str) -> str:
    """Every licence and notice that the wheel brings. Raises LookupError where it brings none."""
    files = [
        file
        for file in distribution(name).files or ()
        if ".dist-info" in file.parts[0] and file.name.upper().startswith(("LICEN", "NOTICE", "COPYING"))
    ]
    if not files:
        raise LookupError(f"the wheel of {name} brings no licence: name it in run_in_page/licences.py")
    return "\n\n".join(file.read_text("utf-8").strip() for file in sorted(files))
