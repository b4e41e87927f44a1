"""The same Python and shell blocks, tested by what people would use instead: what each notices of planted faults."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from asrun import ROOT
from asrun.examples.example import OUTPUT, Example, load_examples
from asrun.examples.languages import CURL, LANGUAGES, PYTHON
from asrun.project import load_api
from benchmarks.measure import BUILD, ENVIRONMENT, PYTEST, Figure, project, ran, serving
from benchmarks.rivals.faults import FAULTS, plant
from mock_api.sandbox import SANDBOX_KEYS

HERE = Path(__file__).parent
STATEFUL = "endpoints/get-usage"
"""Prints what the blocks before it have used, which rivals that share a server cannot compare."""
RIVALS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "pytest-codeblocks": (("--codeblocks", "."), ""),
    "sybil": ((".",), "conftest.py"),
    "mktestdocs": (("with_mktestdocs.py",), "with_mktestdocs.py"),
}
"""The arguments for pytest of each, in a folder of pages, and the name there of the file that has it run them."""
EXPECTED = "\n<!--pytest-codeblocks:expected-output-->\n\n```\n{output}```\n"


def figures() -> Iterator[Figure]:
    python = _environment()
    missed: dict[str, list[str]] = {name: [] for name in ("ours", *RIVALS)}
    for fault in ("", *FAULTS):
        copy = project("rivals")
        examples = [example for example in load_examples(copy, load_api(ROOT))[0] if _suits_all(example)]
        if fault:
            plant(copy, fault)
        ours = [*PYTEST, *(f"snippets/{example.name}" for example in examples)]
        content = [rival for rival in RIVALS if _passes(python, rival, examples, copy)]
        content += ["ours"] if _succeeds(ours, copy) else []
        if not fault and len(content) != len(missed):
            raise RuntimeError(f"expected a pass of each without a fault, actual: {', '.join(content)}")
        for name in content if fault else ():
            missed[name].append(fault)
    for name, those in missed.items():
        what = f"planted faults of {len(FAULTS)} noticed by {name}"
        yield Figure(what, len(FAULTS) - len(those), detail=f"missed: {'; '.join(those) or 'none'}")


def _suits_all(example: Example) -> bool:
    """Whether its programs can run unchanged in a page's block, with the one key that all blocks share."""
    return (
        example.programs == example.folder
        and example.name != STATEFUL
        and set(example.languages) == set(LANGUAGES)
        and not (example.files or example.fault or example.placeholders or example.proved_by)
        and not any(example.exits.values())
        and dict(example.environment) == {"API_KEY": SANDBOX_KEYS["read"]}
    )


def _passes(python: Path, rival: str, examples: list[Example], copy: Path) -> bool:
    """Whether a rival is content with a page for each example: the code and, where it can be compared, the output.

    Its blocks have a fresh run of the copy's mock, and the environment that is all they need to reach it.
    """
    folder = BUILD / rival
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for example in examples:
        output = EXPECTED.format(output=example.recording(OUTPUT)) if rival == "pytest-codeblocks" else ""
        blocks = [f"```python\n{example.program(PYTHON).decode()}```\n{output}"]
        blocks.append(f"```bash\n{example.program(CURL).decode()}```\n")
        (folder / f"{example.folder.name}.md").write_text("\n".join(blocks), "utf-8")
    arguments, file = RIVALS[rival]
    if file:
        shutil.copy(HERE / f"with_{rival}.py", folder / file)
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", *arguments]
    with serving(["asrun", "mock", "--port", "0"], copy, SANDBOX_KEYS["unavailable"]) as printed:
        exports = [shlex.split(line)[1] for line in printed.splitlines() if line.startswith("export ")]
        variables = dict(export.split("=", 1) for export in exports)
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **variables, "API_KEY": SANDBOX_KEYS["read"]}
        return _succeeds(command, folder, environment)


def _succeeds(command: Sequence[str], folder: Path, environment: Mapping[str, str] = ENVIRONMENT) -> bool:
    try:
        ran(command, folder, environment)
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
