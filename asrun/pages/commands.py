"""The commands that texts name: make's targets and variables, asrun's commands and options, scripts, and paths."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from asrun.__main__ import COMMANDS
from asrun.text import glimpse

CHOSEN = re.compile(r"<|…|\bmy-|\bpath/to/")
"""What a path has that readers replace with their own."""


class Commands:
    """The commands that work in a project's folder."""

    def __init__(self, project: Path) -> None:
        self._project, self._makefile = project, glimpse(project / "Makefile")
        self._targets = set(re.findall(r"^([\w-]+):", self._makefile, re.MULTILINE))

    def has(self, text: str) -> bool:
        """Whether it is a command all of whose parts exist."""
        match text.split():
            case ["make", *words]:
                return bool(words) and all(map(self._is_of_make, words))
            case ["asrun" | ".venv/bin/asrun", *words] | ["python" | ".venv/bin/python", "-m", "asrun", *words]:
                return self._is_of_asrun(words)
            case ["python" | ".venv/bin/python", "-m", module, *words]:
                return (self._project / module).is_dir() and self._exist(words, self._project / module)
            case [program, *words] if program.startswith(".venv/bin/"):
                return (Path(sys.executable).parent / Path(program).name).exists() and self._exist(words)
        return False

    def _is_of_make(self, word: str) -> bool:
        name, equals, _ = word.partition("=")
        return bool(re.search(rf"\b{re.escape(name)}\b", self._makefile)) if equals else name in self._targets

    def _is_of_asrun(self, words: Sequence[str]) -> bool:
        if not words or words[0] == "COMMAND":
            return True
        module = COMMANDS.get(words[0], ("", ""))[0]
        source = glimpse(Path(__file__).parents[2] / f"{module.replace('.', '/')}.py")
        options = {word for word in words[1:] if word.startswith("--")} - {"--help"}
        return bool(module) and all(f'"{option}"' in source for option in options)

    def _exist(self, words: Sequence[str], *folders: Path) -> bool:
        """Whether each path is there, in the project or as a module of a folder."""
        paths = [word for word in words if "/" in word and not CHOSEN.search(word)]
        parts = [word for word in words if folders and word.isidentifier()]
        return all((self._project / path).exists() for path in paths) and all(
            (folder / f"{part}.py").exists() for part in parts for folder in folders
        )
