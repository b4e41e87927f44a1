"""A text that matches a regular expression."""

import importlib
import re
from random import Random
from typing import Any


def matching(pattern: str, shortest: int) -> str | None:
    """A text of at least `shortest` characters that matches `pattern`, the plainest one.

    None where none was found.
    """
    rstr = importlib.import_module("rstr")  # not in Pyodide
    pattern = pattern.replace(r"\/", "/")
    for more in (*range(8), shortest):
        try:
            text: str = rstr.Rstr(_Choices(more)).xeger(pattern)
            found = re.search(pattern, text)
        except (re.error, KeyError, IndexError, OverflowError):
            return None  # what only other dialects have
        if found and len(text) >= shortest:
            return text
    return None


class _Choices(Random):
    """Makes a text short, and the same in every process, where rstr leaves both to chance."""

    def __init__(self, more: int) -> None:
        super().__init__(0)
        self._more = more

    def randint(self, a: int, b: int) -> int:
        return min(a + self._more, b)

    def choice(self, seq: Any) -> Any:
        if not all(isinstance(each, str) for each in seq):
            return seq[0]  # alternatives, not characters
        return next(filter(str.isalnum, sorted(seq)), min(seq))
