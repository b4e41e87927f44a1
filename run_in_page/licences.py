"""The licences of what a reader's browser loads, in one text."""

from collections.abc import Iterable
from importlib.metadata import distribution
from json import loads
from pathlib import Path

MPL = "Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/\nIts source: https://github.com/pyodide/pyodide\n"


def licences(node_modules: Path, packages: Iterable[str]) -> str:
    """`packages` are of Python, installed here. Raises LookupError where the wheel of one brings none."""
    found = {"CPython, within Pyodide": _of_package("typing-extensions")}  # it has the text of Python's licence
    for name in ("pyodide", "es-module-lexer", "node-inspect-extracted"):
        folder = node_modules / name
        version = loads((folder / "package.json").read_text("utf-8"))["version"]
        found[f"{name} {version}"] = MPL if name == "pyodide" else (folder / "LICENSE").read_text("utf-8")
    for name in packages:
        found[f"{name} {distribution(name).version}"] = _of_package(name)
    rule = "=" * 72
    return "\n".join(f"{rule}\n{title}\n{rule}\n{text.strip()}\n" for title, text in found.items())


def _of_package(name: str) -> str:
    texts = [
        file.read_text("utf-8").strip()
        for file in sorted(distribution(name).files or ())
        if ".dist-info" in file.parts[0] and file.name.upper().startswith(("LICEN", "NOTICE", "COPYING"))
    ]
    if not texts:
        raise LookupError(f"the wheel of {name} brings no licence: name it in run_in_page/licences.py")
    return "\n\n".join(texts)
