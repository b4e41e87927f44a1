"""bash, as far as a client needs it: simple commands, quotes, parameters, and here-strings."""

import random
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

OTHERS = re.compile(
    r"_|BASH\w*|COLUMNS|DIRSTACK|E?UID|EPOCH\w+|GROUPS|HIST\w+|HOME|HOST\w+|IFS|LANG|LC_\w+|LINENO|LINES|LOGNAME"
    r"|MACHTYPE|OLDPWD|OPT\w+|OSTYPE|PATH|PPID|PS\d|PWD|SECONDS|SHELL|SHELLOPTS|SHLVL|SRANDOM|TERM|TMPDIR|TZ|USER"
)
"""Variables that bash or the machine sets: a page has no true values for them."""

BLANKS = re.compile(r"(?:[ \t]|\\\n)*(?:#[^\n]*)?")
HERE_STRING = re.compile(r"<<<(?:[ \t]|\\\n)*(?!#)")
BARE = re.compile(r"([^ \t\n|&;()<>\\'\"$`]+)|'([^']*)'|\\\n|\\(.)")
QUOTED = re.compile(r'([^\\"$`]+|\\(?![$`"\\\n])|\$(?![\w({\[@*#?!$\\-]))|\\\n|\\([$`"\\])')
"""What a word is made of, outside of double quotes and within."""
QUOTE, NOW = re.compile('"'), re.compile(r"\$\(date \+%s\)")
PARAMETER = re.compile(r"\$(?:([A-Za-z_]\w*)(?!\w|\\\n)|\{([A-Za-z_]\w*)(?:(:?)\?([^$`\\\"'{}~<>\n]*))?\})", re.ASCII)


class RefusedError(Exception):
    """The Run button would not do as bash and curl do: the message says so, and nothing is sent."""

    def __init__(self, what: str) -> None:
        """`what` has its article, as in "the option -x of curl"."""
        super().__init__(f"The Run button cannot take {what}. Try it in your terminal.")


@dataclass
class Command:
    """`input` is a here-string, and `missing` what bash says of a variable that `${NAME:?…}` needs."""

    words: list[str] = field(default_factory=list)
    input: str | None = None
    missing: str = ""


class Program:
    """A program, with the variables that its reader has set."""

    def __init__(self, text: str, variables: Mapping[str, str]) -> None:
        self._text, self._variables, self._at, self._command = text, variables, 0, Command()

    def commands(self) -> Iterator[Command]:
        """Its commands in order. Raises RefusedError for all other syntax, which it quotes."""
        while self._at < len(self._text):
            start, self._command, is_empty = self._at, Command(), True
            while self._take(BLANKS) and self._next not in ("", "\n", ";"):
                is_empty = False
                if self._take(HERE_STRING):
                    self._command.input = f"{self._word()[0]}\n"
                else:
                    self._command.words += self._field()
            if not is_empty:
                yield self._command
            elif self._next == ";":
                raise self._refused(start)
            self._at += 1

    @property
    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the pattern matches here, which is then behind us."""
        if found := pattern.match(self._text, self._at):
            self._at = found.end()
        return found

    def _refused(self, start: int) -> RefusedError:
        rest = self._text[start:].partition("\n")[0]
        return RefusedError(f"`{rest}` in bash" if rest else "a quote that isn't closed")

    def _field(self) -> list[str]:
        """What bash makes of a word: nothing of one that is empty without quotes."""
        start = self._at
        word, bare = self._word()
        assigns = not self._command.words and re.match(r"\w+=", bare)
        # bash leaves a pattern that matches no file as it is: no file's name begins like an address.
        expands = "?" in bare and not re.match("[a-z]+://", word)
        if assigns or expands or re.search(r"[ \t\n*\[{~]", bare):
            raise self._refused(start)
        return [word] if bare else []

    def _word(self) -> tuple[str, str]:
        """The text of a word, and the same with a NUL for each part in quotes."""
        start, word, bare = self._at, "", ""
        while True:
            if found := self._take(BARE):
                plain, *quoted = found.groups()
                part = plain or "".join(filter(None, quoted))
                word, bare = word + part, bare + (plain or "\0" * any(each is not None for each in quoted))
            elif self._take(QUOTE):
                word, bare = word + self._quoted(), f"{bare}\0"
            elif self._next == "$":
                part = self._dollar()
                word, bare = word + part, bare + part
            else:
                break
        if self._at == start or (self._next and self._next in "'`\\"):
            raise self._refused(self._at)
        return word, bare

    def _quoted(self) -> str:
        text = ""
        while not self._take(QUOTE):
            found = self._take(QUOTED)
            text += "".join(filter(None, found.groups())) if found else self._dollar()
        return text

    def _dollar(self) -> str:
        if self._take(NOW):
            return str(int(time.time()))
        if not (found := self._take(PARAMETER)):
            raise self._refused(self._at)
        name = found[1] or found[2]
        if name == "RANDOM":
            return str(random.randrange(32768))
        value = self._variables.get(name)
        if value is None and OTHERS.fullmatch(name):
            raise RefusedError(f"the variable {name}")
        if found[4] is not None and not (value if found[3] else value is not None):
            otherwise = f"parameter {'null or ' if found[3] else ''}not set"
            self._command.missing = self._command.missing or f"{name}: {found[4] or otherwise}"
        return value or ""
