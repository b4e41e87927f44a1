"""What shellcheck says to a program, as `make lint` asks it."""

import subprocess
import sys
from pathlib import Path

from asrun.examples.languages import CURL, Language

_SHELLCHECK = Path(sys.executable).with_name("shellcheck")
_OPTIONS = ("--shell=bash", "--exclude=SC1091", "--format=gcc", "-")


def linted(language: Language, text: bytes) -> str:
    """Its first finding; empty where it has none, and where the program is not a shell's."""
    if language is not CURL:
        return ""
    found = subprocess.run([_SHELLCHECK, *_OPTIONS], input=text, capture_output=True, check=False).stdout.decode()
    return found.partition("\n")[0]
