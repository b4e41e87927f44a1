"""Odd quotings, and the words that bash makes of them."""

import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD

PIECES = (
    *("a", "b-1", "é", "=", ":", "/", "%", "@", ",", "+", "^", "]", "}", "!", "{}", "#"),
    *("''", "' '", "'a\nb'", "'\\'", "'\"'", "'$API_KEY'"),
    *('""', '" "', '"a\nb"', '"\\\\"', '"\\""', '"\\a\\\n"', '"$API_KEY"', '"$"', '"a$ "', '"\'"', '"#"'),
    *("\\ ", "\\\\", "\\'", '\\"', "\\$", "\\\n", "\\\t", "\\#", "\\;", "\\~", "\\*", "\\{", "\\é"),
    *("$API_KEY", "${API_KEY}", "$WORDS", "${WORDS}", "$EMPTY", "$UNSET", "$LINE", '"$WORDS"', '"${LINE}"'),
    *("${API_KEY:?not set}", '"${EMPTY?no}"'),
)
"""Most are harmless alone: it is their neighbours that make the difference."""

RARE = ("$", "~", "x=~", "*", "?", "{", "[", "1>", "|", "'", '"', "<<<", "(", "`", "$'a'", "$1", "${API_KEY%k}", "\\")

GAPS = (" ", " ", " ", "  ", "\t", " \\\n", "\\\n ")
ENDS = ("\n", ";", " ; ", " # it's\n", "\n\n", '\n# "\n')
WORDS = 6

_LOOP = r"""
p() { IFS= read -r -d '' input; printf '%s\0' "$@" "$input" $'\1'; }
while IFS= read -r -d '' text; do (eval "$text") </dev/null 2>/dev/null; printf '\2%s\0' "$?"; done
"""


def programs(number: int) -> list[str]:
    """Programs of commands of a function `p`, the same ones each time."""
    chance = random.Random(8)

    def word() -> str:
        pieces = chance.choices(PIECES, k=chance.randint(1, 4))
        if chance.random() < 0.02:
            pieces.append(chance.choice(RARE))
        return "".join(pieces)

    def command() -> str:
        return "p" + "".join(chance.choice(GAPS) + word() for _ in range(chance.randint(0, WORDS)))

    return ["".join(command() + chance.choice(ENDS) for _ in range(chance.randint(1, 3))) for _ in range(number)]


def bash_words(texts: Sequence[str], environment: Mapping[str, str], folder: Path) -> list[list[dict[str, Any]]]:
    """The commands of each of `texts`, as `curl-expand.mjs` has them; `folder` is empty."""
    ended = subprocess.run(
        ["bash", "-c", _LOOP],
        input="".join(f"{text}\0" for text in texts).encode(),
        env={"PATH": PATH, "LANG": "C.UTF-8", **environment},
        cwd=folder,
        capture_output=True,
        check=True,
        timeout=GUARD,
    )
    found: list[list[dict[str, Any]]] = []
    commands: list[dict[str, Any]] = []
    words = ["p"]
    for word in ended.stdout.decode().split("\0")[:-1]:
        if word == "\1":
            *words, typed = words
            commands.append({"words": words, **({"input": typed} if typed else {})})
        elif word.startswith("\2"):
            found.append(commands if word == "\0020" else [*commands, {"failed": word}])
            commands = []
        else:
            words.append(word)
            continue
        words = ["p"]
    return found
