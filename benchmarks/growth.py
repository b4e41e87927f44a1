"""Whether verification, ledger and build stay linear, up to a hundred times as many examples and pages."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from asrun import ROOT
from benchmarks.measure import BUILD, PYTEST, ROUNDS, Figure, Ran, ran
from tests.trials import copy_parts

PAGES = (10, 100, 1_000)
EACH = 3
"""Examples on a page; a program in cURL each, as the start of Node and Python is theirs."""
PAGES_OF_SECTION = 20
MEMORY = 1024
SLOPES = 1.5
PARTS = (
    "asrun",
    "mock_api",
    "run_in_page",
    "tests",
    "pyproject.toml",
    "docs/api-reference/openapi.yaml",
    "docs/assets",
)

SETTINGS = """\
exchanges = ["GET /v1/models 200"]
fields = ["Content-Type"]
without = { javascript = "It grows in cURL alone.", python = "It grows in cURL alone." }

[environment]
API_KEY = "{read}"
"""
SECTION = """\
## Example {number}

It lists the models, as every example of this page.

=== "cURL"

    ```bash
    --8<-- "{name}/curl.sh"
    ```

```http
--8<-- "{name}/response.http"
```

"""


def figures() -> Iterator[Figure]:
    runs: dict[str, list[Ran]] = {"verification": [], "ledger": [], "build": []}
    for pages in PAGES:
        folder = grown(pages)
        for part, command in _commands(folder).items():
            repeated = [ran(command, cwd=folder if part != "ledger" else ROOT) for _ in range(_rounds(pages))]
            runs[part].append(sorted(repeated, key=lambda run: run.cpu)[len(repeated) // 2])
    for part, (small, middling, big) in runs.items():
        first = 1000 * (middling.cpu - small.cpu) / (PAGES[1] - PAGES[0])
        second = 1000 * (big.cpu - middling.cpu) / (PAGES[2] - PAGES[1])
        detail = f"{first:.0f} ms, then {second:.0f} ms of processors for each page and its {EACH} examples"
        yield Figure(f"growth of {part}: slope to 1,000 pages ÷ slope to 100", second / first, "", SLOPES, detail)
        memory = ", ".join(f"{run.memory:.0f}" for run in (small, middling, big))
        most = max(run.memory for run in (small, middling, big))
        seconds = ", ".join(f"{run.seconds:.0f} s" for run in (small, middling, big))
        detail = f"{memory} MB; {seconds}, for {', '.join(f'{pages:,}' for pages in PAGES)} pages"
        yield Figure(f"growth of {part}: memory", most, "MB", MEMORY, detail)


def grown(pages: int) -> Path:
    """A project with that many pages, in sections, and the machinery of ours."""
    folder = BUILD / f"growth-{pages}"
    shutil.rmtree(folder, ignore_errors=True)
    copy_parts(PARTS, folder)
    (folder / "mkdocs.yml").write_text(_settings(), "utf-8")
    (folder / "docs/index.md").write_text("# Home\n", "utf-8")
    for number in range(pages):
        page = folder / f"docs/section-{number // PAGES_OF_SECTION:02}/page-{number:03}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"# Page {number}\n\n" + "".join(_example(folder, page.stem, each) for each in range(EACH)))
    return folder


def _example(folder: Path, page: str, number: int) -> str:
    """Writes an example, and returns what its page shows of it."""
    name = f"{page}/example-{number}"
    shutil.copytree(
        ROOT / "snippets/endpoints/list-models",
        folder / "snippets" / name,
        ignore=shutil.ignore_patterns("*.py", "*.mjs", "output.txt"),
    )
    (folder / "snippets" / name / "example.toml").write_text(SETTINGS, "utf-8")
    return SECTION.format(number=number, name=name)


def _settings() -> str:
    """Our own, with the navigation that the folders give: without pruning it, each page would hold all of it."""
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = re.sub(r"^nav:\n(?:[ ].*\n)+", "", settings, flags=re.MULTILINE)
    settings = re.sub(r"(      sections:\n)(?:        .*\n)+", r'\1        All: ["*/*.md"]\n', settings)
    return settings.replace("    - navigation.sections\n", "    - navigation.prune\n")


def _commands(folder: Path) -> dict[str, list[str]]:
    """The ledger reads what the build has written."""
    ways = "not bash] and not zsh] and not belongs"
    return {
        "verification": [*PYTEST, "tests/test_examples.py", "-k", ways],
        "build": [sys.executable, "-m", "mkdocs", "build", "--no-strict", "-q"],
        "ledger": [sys.executable, "-m", "benchmarks.ledger", str(folder)],
    }


def _rounds(pages: int) -> int:
    return 1 if pages == max(PAGES) else ROUNDS
