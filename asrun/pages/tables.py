"""Tables: each one of the built site is claimed by a check, which compares its rows with what is true, both ways.

The claims stand in tests/tables.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bs4 import Tag

from asrun.finding import Finding
from asrun.pages.blocks import heading_above
from asrun.pages.fences import prose
from asrun.pages.site import Page, Site
from asrun.pages.vocabulary import Vocabulary

TABLE = "tests/tables.py"

Row = tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """Where a table stands (`guides/a.md#limits`), the columns that are checked, and the rows that they must have."""

    place: str
    columns: Row
    rows: Callable[[Vocabulary], frozenset[Row]]


@dataclass(frozen=True)
class Table:
    """A table as it is shown; `line` (from 1) is that of its header in the Markdown."""

    page: Page
    heading: str
    line: int
    header: Row
    rows: tuple[Row, ...]


def tables(page: Page) -> list[Table]:
    """Lists the tables of a page: the n-th one comes from the n-th row of dashes."""
    dashes = [
        number - 1 for number, line in prose(page.markdown) if re.fullmatch(r"\s*\|?[\s:|-]*-\s*\|[\s:|-]*", line)
    ]
    found = page.article.find_all("table")
    return [
        Table(page, heading_above(table), line or 1, _cells(table.select("thead > tr")[0]), _rows(table))
        for table, line in zip_longest(found, dashes[: len(found)])
    ]


def _rows(table: Tag) -> tuple[Row, ...]:
    return tuple(_cells(row) for row in table.select("tbody > tr"))


def _cells(row: Tag) -> Row:
    return tuple(" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"]))


def check_tables(site: Site, claims: Sequence[Claim], contract: Vocabulary) -> list[Finding]:
    """Compares each table with its claim; the claims of one heading belong to its tables in order."""
    shown: dict[str, list[Table]] = {}
    for page in site.pages:
        for table in tables(page):
            shown.setdefault(f"{page.name}#{table.heading}", []).append(table)
    claimed: dict[str, list[Claim]] = {}
    for claim in claims:
        claimed.setdefault(claim.place, []).append(claim)
    return [
        finding
        for place in dict.fromkeys([*shown, *claimed])
        for table, claim in zip_longest(shown.get(place, []), claimed.get(place, []))
        for finding in _compare(place, table, claim, contract)
    ]


def _compare(place: str, table: Table | None, claim: Claim | None, contract: Vocabulary) -> Iterator[Finding]:
    if table is None:
        yield Finding(
            file=TABLE, expected=f"a table at {place}", actual="none", fix="add it to the page, or remove the claim"
        )
        return
    where = table.page.where(table.line)
    if claim is None:
        came = f"the table {' | '.join(table.header)} at {place}"
        yield Finding(
            where=where,
            expected=f"a claim in {TABLE}",
            actual=came,
            fix="add one that compares its rows with the contract",
        )
        return
    if missing := [column for column in claim.columns if column not in table.header]:
        came = f"the columns {', '.join(table.header)}"
        yield Finding(
            where=where,
            expected=f"the columns {', '.join(missing)}",
            actual=came,
            fix=f"correct the header, or {TABLE}",
        )
        return
    true = claim.rows(contract)
    indices = [table.header.index(column) for column in claim.columns]
    came_rows = [tuple(row[index] for index in indices) for row in table.rows]
    for number, row in enumerate(came_rows, table.line + 2):
        if row not in true:
            yield Finding(
                where=table.page.where(number),
                expected="a row that is true",
                actual=_text(row),
                fix="correct the row, or the contract",
            )
        elif row in came_rows[: number - table.line - 2]:
            yield Finding(
                where=table.page.where(number), expected="each row once", actual=f"{_text(row)} again", fix="remove one"
            )
    for row in sorted(true - set(came_rows)):
        yield Finding(where=where, expected=f"a row {_text(row)}", actual="none", fix="add it, or correct the contract")


def _text(row: Row) -> str:
    return " | ".join(row)
