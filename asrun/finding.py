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


def quote(text: str) -> str:
    """`text` in quotes, its line ends and controls escaped, its middle left out where it is long."""
    if len(text) > WIDTH:
        text = f"{text[: WIDTH // 2]} … {text[-WIDTH // 2 :]}"
    quoted = json.dumps(text, ensure_ascii=False)
    return f"'{quoted[1:-1]}'".replace('\\"', '"') if '"' in text and "'" not in text else quoted


def one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())
