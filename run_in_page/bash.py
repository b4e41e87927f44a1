"""bash, as far as a curl command needs it: one command, with quotes, variables, and a here-string."""

import random
import re
import shlex
import time
from collections.abc import Iterator, Mapping

NAME = r"[A-Za-z_]\w*"
BRACES = rf"\{{(?P<braced>{NAME})(?::\?(?P<unset>[^$`\\\"'{{}}\n]*))?\}}"
VARIABLE = rf"\$(?:(?P<call>\(date \+%s\))|(?P<name>{NAME})|{BRACES})"
PART = re.compile(
    rf"(?P<gone>\\\n)|(?P<kept>'[^']*'|\\.|(?<!\s)[#~]|[^\s|&;()<>\\'\"$`*[{{~#])|\"(?P<quoted>(?:[^\"\\]|\\.)*)\""
    rf"|(?P<input>(?<!<)<<<(?!<))|(?P<blank>[ \t]+)|(?P<end>\s+\Z)|{VARIABLE}",
    re.ASCII | re.DOTALL,
)
QUOTED = re.compile(
    rf"(?P<gone>\\\n)|\\(?P<plain>[$`])|(?P<kept>\\.|\$(?![\w({{\[@*#?!$\\-])|[^$`])|{VARIABLE}", re.DOTALL
)
"""What a command is made of, outside of double quotes and within; shlex takes what is kept as bash does."""
INPUT = "\0"
"""What marks a here-string among the words."""


class RefusedError(Exception):
    """The Run button would not do as bash and curl do: the message says so, and nothing is sent."""

    def __init__(self, what: str) -> None:
        """`what` has its article, as in "the option -x of curl"."""
        super().__init__(f"The Run button cannot take {what}. Try it in your terminal.")


class UnsetError(Exception):
    """A variable that the program needs is not set: the message is what bash says."""


def command(text: str, variables: Mapping[str, str]) -> tuple[list[str], str | None]:
    """The words of the command, and its here-string.

    Raises RefusedError for all other syntax, which it quotes, and UnsetError where bash ends at `${NAME:?…}`.
    """
    words = shlex.split("".join(_parts(text.lstrip(), PART, variables)))
    given = None
    while INPUT in words:
        at = words.index(INPUT)
        if at + 1 == len(words):
            raise RefusedError("`<<<` in bash without a text")
        given = f"{words[at + 1]}\n"
        del words[at : at + 2]
    return words, given


def _parts(text: str, pattern: re.Pattern[str], variables: Mapping[str, str]) -> Iterator[str]:
    """The text for shlex, with the values of variables."""
    at = 0
    while at < len(text):
        if not (found := pattern.match(text, at)):
            rest = text[at:].strip().partition("\n")[0]
            raise RefusedError("a quote that isn't closed" if rest[:1] in ("'", '"') else f"`{rest}` in bash")
        part = found.groupdict()
        if part.get("quoted") is not None:
            yield f'"{"".join(_parts(part["quoted"], QUOTED, variables))}"'
        elif part["call"] or part["name"] or part["braced"]:
            value = _value(part, variables)
            if pattern is PART and re.search(r"[\s*?[]", value):
                raise RefusedError(f"`{found[0]}` in bash without quotes")
            yield re.sub(r'(["\\])', r"\\\1", value) if pattern is QUOTED else re.sub(r"([^\w])", r"\\\1", value)
        elif part.get("input"):
            yield f" {INPUT} "
        else:
            yield part.get("kept") or part.get("plain") or part.get("blank") or ""
        at = found.end()


def _value(part: Mapping[str, str | None], variables: Mapping[str, str]) -> str:
    name = part["name"] or part["braced"]
    if not name:
        return str(int(time.time()))
    if name == "RANDOM":
        return str(random.randrange(32768))
    if name not in variables and name != "API_KEY":
        raise RefusedError(f"the variable {name}")
    value = variables.get(name, "")
    if part["unset"] is not None and not value:
        raise UnsetError(f"{name}: {part['unset'] or 'parameter null or not set'}")
    return value
