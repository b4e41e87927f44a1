"""Whether verification, ledger and build stay linear, up to a hundred times as many examples and pages.

`python -m benchmarks.growth PROJECT` reads the ledger of a project whose site is built, and prints its findings.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from asrun import ROOT
from asrun.examples.example import load_examples
from asrun.pages.ledger import check_blocks, entries
from asrun.pages.markdown import source_findings
from asrun.pages.site import Site
from asrun.project import load_api
from benchmarks.measure import PYTEST, ROUNDS, Figure, Ran, project, ran

PAGES = (10, 100, 1_000)
EACH = 3
"""Examples on a page; a program in cURL each, as the start of Node and Python is theirs."""
PAGES_OF_SECTION = 20
MEMORY = 1024
SLOPES = 1.5

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
    runs: dict[str, list[Ran]] = {"verification": [], "build": [], "ledger": []}
    for pages in PAGES:
        folder = grown(pages)
        commands = {
            "verification": [*PYTEST, "tests/test_examples.py", "-k", "not bash] and not zsh] and not belongs"],
            "build": [sys.executable, "-m", "mkdocs", "build", "--no-strict", "-q"],
            "ledger": [
                sys.executable,
                "-m",
                "benchmarks.growth",
                str(folder),
            ],  # which reads what the build has written
        }
        for part, command in commands.items():
            rounds = 1 if pages == max(PAGES) else ROUNDS
            repeated = [ran(command, cwd=ROOT if part == "ledger" else folder) for _ in range(rounds)]
            runs[part].append(sorted(repeated, key=lambda run: run.cpu)[rounds // 2])
    for part, (small, middling, big) in runs.items():
        first = 1000 * (middling.cpu - small.cpu) / (PAGES[1] - PAGES[0])
        second = 1000 * (big.cpu - middling.cpu) / (PAGES[2] - PAGES[1])
        detail = f"{first:.0f} ms, then {second:.0f} ms of CPU for each page and its {EACH} examples"
        yield Figure(f"growth of {part}: slope to 1,000 pages ÷ slope to 100", second / first, "", SLOPES, detail)
        most = max(run.memory for run in (small, middling, big))
        yield Figure(f"growth of {part}: memory", most, "MB", MEMORY, f"{big.seconds:.0f} s for {PAGES[2]:,} pages")


def grown(pages: int) -> Path:
    """A project with that many pages, in sections, and the machinery of ours."""
    folder = project(f"growth-{pages}")
    shutil.rmtree(folder / "snippets")
    for page in (folder / "docs").rglob("*.md"):
        page.unlink()
    # The navigation is that of the folders; without pruning it, each page would hold all of it.
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = re.sub(r"^nav:\n(?:[ ].*\n)+", "", settings, flags=re.MULTILINE)
    settings = re.sub(r"(      sections:\n)(?:        .*\n)+", r'\1        All: ["*/*.md"]\n', settings)
    settings = settings.replace("    - navigation.sections\n", "    - navigation.prune\n")
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    (folder / "docs/index.md").write_text("# Home\n", "utf-8")
    for number in range(pages):
        page = folder / f"docs/section-{number // PAGES_OF_SECTION:02}/page-{number:03}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"# Page {number}\n\n" + "".join(_example(folder, page.stem, each) for each in range(EACH)))
    return folder


def _example(folder: Path, page: str, number: int) -> str:
    """Writes an example, and returns what its page shows of it."""
    name = f"{page}/example-{number}"
    others = shutil.ignore_patterns("*.py", "*.mjs", "output.txt")
    shutil.copytree(ROOT / "snippets/endpoints/list-models", folder / "snippets" / name, ignore=others)
    (folder / "snippets" / name / "example.toml").write_text(SETTINGS, "utf-8")
    return SECTION.format(number=number, name=name)


def ledger(project: Path) -> None:
    examples, findings = load_examples(project, load_api(ROOT))
    findings += source_findings(project)
    findings += check_blocks(Site(project, project / "site"), entries(project, examples), {}, "no table")
    sys.exit("\n".join(map(str, findings)) or None)


if __name__ == "__main__":
    ledger(Path(sys.argv[1]).resolve())
