"""The same Python and shell blocks, tested by what people would use instead."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from asrun.examples.example import OUTPUT, Example, load_examples
from asrun.examples.languages import CURL, LANGUAGES, PYTHON
from benchmarks.measure import BUILD, ENVIRONMENT, PYTEST, Figure, compared, in_turns, project, ran
from benchmarks.rivals.faults import FAULTS, planted
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.command import serving

HERE = Path(__file__).parent
STATEFUL = "endpoints/get-usage"
"""Prints what the blocks before it have used, which rivals that share a server cannot compare."""
TESTS = "tests/test_examples.py"
RIVALS: Mapping[str, tuple[str, ...]] = {
    "pytest-codeblocks": ("--codeblocks", "."),
    "sybil": (".",),
    "mktestdocs": ("with_mktestdocs.py",),
}
"""The arguments for pytest of each of them, in a folder of pages."""


def figures() -> Iterator[Figure]:
    python, copy = _environment(), project("rivals")
    examples = [example for example in load_examples(copy)[0] if _suits_all(example)]
    for rival in RIVALS:
        _write(rival, examples)
    seconds = in_turns(
        {"ours": lambda: ran(_our_command(examples, whole=False), cwd=copy).seconds}
        | {rival: lambda rival=rival: _run(python, rival, copy) for rival in RIVALS}
    )
    for rival in RIVALS:
        yield compared(f"{2 * len(examples)} Python and shell blocks ÷ {rival}", seconds["ours"], seconds[rival])
    noticed: dict[str, list[str]] = {name: [] for name in ("ours", *RIVALS)}
    for fault, edits in FAULTS.items():
        with planted(copy, edits):
            for rival in RIVALS:
                _write(rival, examples)
                with _served(copy) as environment:
                    if not _succeeds(_command(python, rival), cwd=BUILD / rival, environment=environment):
                        noticed[rival].append(fault)
            if not _succeeds(_our_command(examples, whole=True), cwd=copy):
                noticed["ours"].append(fault)
    for name, those in noticed.items():
        missed = [fault for fault in FAULTS if fault not in those]
        detail = f"missed: {'; '.join(missed)}" if missed else "missed none"
        yield Figure(f"planted faults of {len(FAULTS)} noticed by {name}", len(those), "", None, detail)


def _suits_all(example: Example) -> bool:
    """Whether its programs can run as they stand in a page's block, with the one key that all blocks share."""
    return (
        example.programs == example.folder
        and example.name != STATEFUL
        and set(example.languages) == set(LANGUAGES)
        and not (example.files or example.fault or example.placeholders or example.proved_by)
        and not any(example.exits.values())
        and dict(example.environment) == {"API_KEY": SANDBOX_KEYS["read"]}
    )


def _our_command(examples: list[Example], *, whole: bool) -> list[str]:
    """Of the programs in Python and for the shell alone or, to find faults, of all that we check in an example."""
    languages = ("",) if whole else (f"[{PYTHON.name}]", f"[{CURL.name}]")
    words = [f"[{example.name}{language}" for example in examples for language in languages]
    return [*PYTEST, TESTS, "-k", " or ".join(words)]


def _write(rival: str, examples: list[Example]) -> None:
    """A page for each example, as a rival would have it: the code in it, and the output where it can be compared."""
    folder = BUILD / rival
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for example in examples:
        page = f"# {example.name}\n\n```python\n{example.program(PYTHON).decode()}```\n"
        if rival == "pytest-codeblocks":
            page += f"\n<!--pytest-codeblocks:expected-output-->\n\n```\n{example.recording(OUTPUT)}```\n"
        page += f"\n```bash\n{example.program(CURL).decode()}```\n"
        (folder / f"{example.folder.name}.md").write_text(page, "utf-8")
    if rival == "sybil":
        shutil.copy(HERE / "with_sybil.py", folder / "conftest.py")
    if rival == "mktestdocs":
        shutil.copy(HERE / "with_mktestdocs.py", folder)


def _command(python: Path, rival: str) -> list[str]:
    return [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", *RIVALS[rival]]


def _run(python: Path, rival: str, copy: Path) -> float:
    with _served(copy) as environment:
        return ran(_command(python, rival), cwd=BUILD / rival, environment=environment).seconds


def _succeeds(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] = ENVIRONMENT) -> bool:
    try:
        ran(command, cwd=cwd, environment=environment)
    except RuntimeError:
        return False
    return True


@contextmanager
def _served(copy: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh run of the copy's mock, which is all that a block needs to reach it."""
    with serving("--port", "0", folder=copy) as (_, printed):
        exports = [shlex.split(line)[1] for line in printed if line.startswith("export ")]
        variables = dict(export.split("=", 1) for export in exports)
        yield {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **variables, "API_KEY": SANDBOX_KEYS["read"]}


def _environment() -> Path:
    """The Python in whose own environment the rivals are, at their locked versions."""
    folder = BUILD / "rivals-venv"
    python = folder / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes", "--compile"]
        subprocess.run([str(python), *install, "-r", str(HERE / "requirements.txt")], check=True)
    return python
