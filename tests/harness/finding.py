"""A finding: what is wrong, in one line."""

import json
from dataclasses import dataclass

WIDTH = 300


@dataclass(frozen=True)
class Finding:
    """`where` is `page:line`, or a file where no page shows it; `tab` is empty where the page has none there."""

    where: str
    tab: str
    file: str
    expected: str
    came: str
    mend: str

    def __str__(self) -> str:
        place = ": ".join(dict.fromkeys(part for part in (self.where, self.tab, self.file) if part))
        return one_line(f"{place}: expected {self.expected}; came {self.came}. Mend: {self.mend}.")


LINE_FEEDS = ("LF at its end", "a carriage return", "set core.autocrlf to input and check it out again, or remove each")
"""What a finding says of a text with a carriage return: a shell takes one for a letter, and the site publishes it."""


def carriage_return(text: bytes) -> int | None:
    """The first line that has one; None in what is no text."""
    before, found, _ = text.partition(b"\r")
    return before.count(b"\n") + 1 if found and b"\0" not in text else None


def quote(text: str) -> str:
    """`text` in quotes, its line ends and controls escaped, its middle left out where it is long."""
    if len(text) > WIDTH:
        text = f"{text[: WIDTH // 2]} … {text[-WIDTH // 2 :]}"
    quoted = json.dumps(text, ensure_ascii=False)
    return f"'{quoted[1:-1]}'".replace('\\"', '"') if '"' in text and "'" not in text else quoted


def one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())
