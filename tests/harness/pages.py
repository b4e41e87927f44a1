"""Where the pages show a file of snippets/: a finding about the file names that page and line."""

from pathlib import Path

from tests.harness.fences import fences


def places(root: Path) -> dict[str, str]:
    """`page:line` of the first include of each file, by the file's path below snippets/; pages relative to `root`."""
    found: dict[str, str] = {}
    for page in sorted((root / "docs").rglob("*.md")):
        for fence in fences(page.read_text(encoding="utf-8")):
            if fence.include:
                found.setdefault(fence.include, f"{page.relative_to(root).as_posix()}:{fence.line + 1}")
    return found
