"""What can be wrong in the site's sources before it is built: a file that is no text, an include that names no file."""

import re
import shutil
import sys
from collections.abc import Iterator
from mimetypes import guess_type
from pathlib import Path

import yaml

from asrun import ROOT
from asrun.finding import Finding, quote
from asrun.pages.fences import fences, prose
from asrun.text import UNSEEN, FileError, glimpse, read_text, read_toml, read_yaml

BUILT = Path("docs/assets/run")
"""What run_in_page puts there."""

MARKER = re.compile(r"\s*-+8<-")
FORM = '--8<-- "page/example/file" alone in its fence, in straight quotes, without lines, sections or trailing spaces'


def source_findings(project: Path) -> list[Finding]:
    """Checks all that the site of `project` is made of."""
    return [*text_findings(project), *include_findings(project)]


def text_findings(project: Path) -> list[Finding]:
    """The files that are no text, no TOML or no YAML: each with its line and column."""
    return [error.finding(project) for error in _errors(project)]


def include_findings(project: Path) -> list[Finding]:
    """The includes of the pages that name no file, or would render literally."""
    pages = sorted((project / "docs").rglob("*.md"))
    return [found for page in pages for found in _page(project, page)]


def readable(project: Path, copy: Path) -> Path:
    """The project or, where a source is no text, a copy in which a builder can read it, to judge all the others."""
    wrong = {error.file for error in _errors(project)}

    def put(source: str, target: str) -> None:
        if Path(source) in wrong:
            Path(target).write_text(UNSEEN.sub("", glimpse(Path(source))), "utf-8")
        else:
            shutil.copy(source, target)

    if not wrong:
        return project
    for folder in ("docs", "snippets"):
        shutil.copytree(project / folder, copy / folder, copy_function=put, ignore_dangling_symlinks=True)
    shutil.copy(project / "mkdocs.yml", copy)
    return copy


def sources(project: Path) -> list[Path]:
    """All files of docs/ and snippets/ that hold text, and the settings of the builders."""
    found = [path for folder in ("docs", "snippets") for path in (project / folder).rglob("*")]
    found = [path.relative_to(project) for path in found if not path.is_dir()]
    hidden = [path for path in found if BUILT in path.parents or any(part.startswith(".") for part in path.parts)]
    texts = {path for path in found if not _is_media(path)} - set(hidden)
    return [*(project / path for path in sorted(texts)), *sorted(project.glob("*.yml"))]


def _is_media(path: Path) -> bool:
    kind, _ = guess_type(path.name)
    return kind is not None and kind != "image/svg+xml" and kind.startswith(("audio/", "font/", "image/", "video/"))


def _errors(project: Path) -> Iterator[FileError]:
    return (error for file in sources(project) if (error := _error(file)))


def _error(file: Path) -> FileError | None:
    try:
        if file.suffix in (".yaml", ".yml"):
            read_yaml(file, yaml.CBaseLoader)  # as it stands: mkdocs.yml has tags that only MkDocs knows
        elif file.suffix == ".toml":
            read_toml(file)
        else:
            read_text(file)
    except FileError as error:
        return error
    return None


def _page(project: Path, page: Path) -> Iterator[Finding]:
    name = page.relative_to(project).as_posix()
    markdown = glimpse(page)
    for number, line in prose(markdown):
        if MARKER.match(line):
            yield Finding(
                where=f"{name}:{number}",
                expected=FORM,
                actual=f"{quote(line)} outside of a fence",
                fix="put it into a fence",
            )
        elif line.lstrip().startswith("~~~"):
            yield Finding(
                where=f"{name}:{number}", expected="a fence of backticks", actual=quote(line), fix="write ``` instead"
            )
    for fence in fences(markdown):
        where = f"{name}:{fence.line + 1}"
        if fence.include is None:
            if any(MARKER.match(line) for line in fence.text.split("\n")):
                yield Finding(where=where, expected=FORM, actual=quote(fence.text), fix="write it so")
            continue
        file = project / "snippets" / fence.include
        if not file.is_file():
            yield Finding(
                where=where,
                file=f"snippets/{fence.include}",
                expected="a file",
                actual="none",
                fix="add it, or correct the path",
            )


if __name__ == "__main__":
    sys.exit("\n".join(map(str, source_findings(ROOT))) or None)
