"""Ten faults, planted in two examples one at a time: which of them we notice, and which those that people would use.

They test the same Python and shell blocks, with the mock, in an environment of their own.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from asrun import ROOT
from benchmarks.measure import BUILD, PYTEST, Figure, project, ran

EXAMPLES = ("endpoints/list-models", "endpoints/generate")
LIST, GENERATE = (f"snippets/{example}" for example in EXAMPLES)
CALLS_ANOTHER = """\
try:
    httpx.get("https://telemetry.example.net/", timeout=5)
except httpx.HTTPError:
    pass
"""

FAULTS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "a misspelled function": [(f"{LIST}/python.py", "httpx.get(", "httpx.gte(")],
    "a path that does not exist, in cURL": [(f"{LIST}/curl.sh", "/v1/models", "/v1/model")],
    "a field that the API renames": [
        ("mock_api/resources.py", "context_tokens", "context_size"),
        ("docs/api-reference/openapi.yaml", "context_tokens", "context_size"),
    ],
    "an output that is not the one shown": [(f"{LIST}/python.py", "of them out", "of these out")],
    "a response that is not the one shown": [(f"{LIST}/response.http", "GPT-4 Turbo", "GPT-4 turbo")],
    "a scheme that the API forgives": [(f"{LIST}/python.py", "Bearer {", "bearer {")],
    "a parameter that the API ignores": [(f"{LIST}/curl.sh", "/v1/models", "/v1/models?limt=5")],
    "tabs that send different requests": [(f"{GENERATE}/python.py", '"gpt-4-turbo"', '"gpt-4"')],
    "a failure that is swallowed": [
        (f"{LIST}/curl.sh", "/v1/models", "/v1/model"),
        (f"{LIST}/curl.sh", 'first}"', 'first}" || true'),
    ],
    "a call to another host": [(f"{LIST}/python.py", "if not body[", f"{CALLS_ANOTHER}if not body[")],
}

RIVALS: Mapping[str, tuple[str, str, str]] = {
    "pytest-codeblocks": ("--codeblocks", "unused.txt", ""),
    "sybil": (
        ".",
        "conftest.py",
        """\
import subprocess
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
bash = CodeBlockParser("bash", lambda example: subprocess.run(["bash", "-c", example.parsed], check=True) and None)
pytest_collect_file = Sybil([PythonCodeBlockParser(), bash], patterns=["*.md"]).pytest()
""",
    ),
    "mktestdocs": (
        "test_pages.py",
        "test_pages.py",
        """\
import pathlib, pytest
from mktestdocs import check_md_file
@pytest.mark.parametrize("language", ["python", "bash"])
@pytest.mark.parametrize("path", pathlib.Path().glob("*.md"), ids=str)
def test_blocks(path, language): check_md_file(fpath=path, lang=language)
""",
    ),
}
"""For each, the argument for pytest, and a file beside the pages, as its documentation has it."""

PAGE = """\
```python
{python}```

<!--pytest-codeblocks:expected-output-->

```
{output}```

```bash
{curl}```
"""

# Runs a command in a folder, with the copy's mock around it.
IN_SANDBOX = """\
import os, subprocess, sys
from pathlib import Path
from asrun.project import load_api
from asrun.transport.server import MockServer
folder, *command = sys.argv[1:]
api = load_api(Path())
with MockServer(api) as server:
    environment = {**os.environ, **server.open_run().environment, **api.environment}
    sys.exit(subprocess.run(command, cwd=folder, env=environment).returncode)
"""


def figures() -> Iterator[Figure]:
    python = _environment()
    missed: dict[str, list[str]] = {name: [] for name in ("ours", *RIVALS)}
    for fault, edits in {"": (), **FAULTS}.items():
        copy = project("rivals")
        for file, old, new in edits:
            text = (copy / file).read_text("utf-8")
            if old not in text:
                raise ValueError(f"{file}: expected {old!r}, actual none. Fix: correct benchmarks/rivals.py.")
            (copy / file).write_text(text.replace(old, new), "utf-8")
        content = [name for name in missed if _passes(name, python, copy)]
        if not fault and len(content) != len(missed):
            raise RuntimeError(f"expected a pass of each without a fault, actual: {', '.join(content)}")
        for name in content if fault else ():
            missed[name].append(fault)
    for name, those in missed.items():
        what = f"planted faults of {len(FAULTS)} noticed by {name}"
        yield Figure(what, len(FAULTS) - len(those), detail=f"missed: {'; '.join(those) or 'none'}")


def _passes(name: str, python: Path, copy: Path) -> bool:
    with TemporaryDirectory() as folder:  # elsewhere, where no conftest.py of ours is found
        command = [*PYTEST, LIST, GENERATE]
        if name != "ours":
            argument, file, text = RIVALS[name]
            Path(folder, file).write_text(text, "utf-8")
            for example in (copy / LIST, copy / GENERATE):
                parts = {part.stem: part.read_text("utf-8") for part in example.iterdir()}
                Path(folder, f"{example.name}.md").write_text(PAGE.format_map(parts), "utf-8")
            rival = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", argument]
            command = [sys.executable, "-c", IN_SANDBOX, folder, *rival]
        try:
            ran(command, copy)
        except RuntimeError:
            return False
    return True


def _environment() -> Path:
    """The Python in whose own environment the rivals are, at their locked versions."""
    python, uv = BUILD / "rivals-venv/bin/python", Path(sys.executable).with_name("uv")
    if not python.exists():
        subprocess.run([uv, "venv", "--quiet", python.parents[1]], check=True)
        install = ["pip", "install", "--quiet", "--python", str(python), "--require-hashes"]
        subprocess.run([uv, *install, "-r", ROOT / "requirements/rivals.txt"], check=True)
    return python
