"""A finding: what is wrong, in one line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 300
LISTED = 10


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`where` is the `page:line` that shows what is wrong, `tab` its tab, `file` its source, where there is such."""

    where: str = ""
    tab: str = ""
    file: str = ""
    expected: str
    actual: str
    fix: str

    def __str__(self) -> str:
        place = ": ".join(dict.fromkeys(part for part in (self.where, self.tab, self.file) if part))
        text = f"{place}: expected {self.expected}, actual {self.actual}. Fix: {self.fix}."
        return " ".join(line.strip() for line in text.splitlines())


def quote(text: str) -> str:
    """`text` in quotes, its line ends and controls escaped, its middle left out where it is long."""
    if len(text) > WIDTH:
        text = f"{text[: WIDTH // 2]} … {text[-WIDTH // 2 :]}"
    quoted = json.dumps(text, ensure_ascii=False)
    return f"'{quoted[1:-1]}'".replace('\\"', '"') if '"' in text and "'" not in text else quoted


def few(items: Iterable[str], most: int = LISTED) -> list[str]:
    """The first of the items, and how many more there are."""
    every = list(items)
    return every[:most] + [f"and {len(every) - most} more"] * (len(every) > most)


def listed(items: Iterable[str]) -> str:
    return ", ".join(few(items))
