"""Homes: what readers have on their machines before they run an example. `[homes.NAME]` in asrun.toml is one."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from asrun import ROOT
from asrun.examples.languages import LANGUAGES
from asrun.examples.process import Workplace
from asrun.examples.terminal import SHELLS, WITH_SETTINGS
from asrun.settings import FILE, SNIPPETS, glimpse_settings
from asrun.text import FileError, glimpse_toml

VARIABLE = re.compile(r'(?<!\$)("?)\{([A-Za-z_]+)\}\1')

LINK = "-> "


@dataclass(frozen=True, eq=False)
class Home:
    """Files and variables that a reader has.

    `matters_to` are the languages, HTTP libraries and shells that read any of it. `files` are texts by their paths, in
    the home folder where they begin with `~/`, and else beside the program; those that end in `/` are folders, and a
    text `-> TARGET` is a symbolic link. In texts and values, `{NAME}` is a variable of the run, and `"{NAME}"` one in
    which quotes and backslashes are escaped. All folders are in one of the name `folder`. A `login` shell reads other
    files. `says` has, by language, the pattern of the line with which programs fail; all others must work.
    """

    name: str
    why: str = ""
    matters_to: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    umask: str = "022"
    login: bool = False
    says: Mapping[str, str] = field(default_factory=dict)

    def starts(self, shell: str) -> tuple[str, ...]:
        """The command that opens the shell."""
        return (*WITH_SETTINGS[shell], *(["-l"] if self.login else [])) if self.name else SHELLS[shell]

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The variables of a run at this home, which had those of `environment`."""
        return {**environment, **{name: _filled(value, environment) for name, value in self.environment.items()}}

    def settled(self, place: Workplace, variables: Mapping[str, str]) -> Workplace:
        """The place with this home's files in it."""
        known, files = {**variables, **place.environment}, []
        asked = {"~/.zlogin": ""} if self.name else {}  # without a file of its own, zsh asks all but root for settings
        for name, text in {**asked, **self.files}.items():
            path = place.folder / re.sub(r"^~/|^", lambda found: "home/" if found[0] else "work/", name, count=1)
            (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
            if text.startswith(LINK):
                path.symlink_to(text.removeprefix(LINK))
            elif not name.endswith("/"):
                path.write_text(_filled(text, known), encoding="utf-8")
                path.chmod(0o644)
            if not name.endswith("/"):
                files.append(str(path.relative_to(place.folder)))
        return replace(place.with_files(files), umask=int(self.umask, 8))


EMPTY = Home("")
"""The home of a plain run, whose shells read no settings."""


def _filled(text: str, variables: Mapping[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        value = variables.get(found[2], found[0])
        return json.dumps(value, ensure_ascii=False) if found[1] and found[2] in variables else value

    return VARIABLE.sub(fill, text)


@cache
def homes() -> tuple[Home, ...]:
    """The project's homes. Raises FileError where one matters to what there is not."""
    examples = map(glimpse_toml, ROOT.glob(f"{SNIPPETS}/*/*/example.toml"))
    libraries = {library for example in examples for library in example.get("libraries", ())}
    known = [*(language.name for language in LANGUAGES), *WITH_SETTINGS, *sorted(libraries)]
    found = [Home(name, **its) for name, its in glimpse_settings(ROOT).get("homes", {}).items()]
    for home in found:
        if not home.matters_to or {*home.matters_to} - {*known}:
            expected = f"homes.{home.name}.matters_to to name some of {', '.join(known)}"
            raise FileError(ROOT / FILE, expected, str(home.matters_to), "correct the spelling")
    return tuple(found)
