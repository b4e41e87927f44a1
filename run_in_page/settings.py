"""How each program of the documentation is run: what the reader has set, filled in and put beside it."""

from pathlib import Path
from typing import Any

from asrun import ROOT
from asrun.examples.example import load_examples
from asrun.examples.languages import LANGUAGES
from asrun.project import load_api


def settings(root: Path) -> dict[str, dict[str, Any]]:
    """By the program's text, without the last line break.

    `placeholders` are what it has, with what takes their place; `files` are paths below the site's root. Raises
    ValueError for two equal programs that are run in different ways.
    """
    found: dict[str, dict[str, Any]] = {}
    docs = root / "docs"
    examples, _ = load_examples(root, load_api(ROOT))
    for example in examples:
        if example.programs != example.folder:
            continue
        for language in example.languages:
            if language not in LANGUAGES:
                continue
            text = (example.programs / language.file).read_text("utf-8")
            suffix = Path(language.file).suffix
            files = [path.relative_to(docs).as_posix() for path in example.files if path.is_relative_to(docs)]
            mine = {
                "environment": dict(example.environment),
                "placeholders": {name: value for name, value in example.placeholders.items() if name in text},
                "files": [file for file in files if Path(file).suffix == suffix],
            }
            if found.setdefault(text.removesuffix("\n"), mine) != mine:
                raise ValueError(f"{example.name}/{language.file} is like another program, but run in another way")
    return found
