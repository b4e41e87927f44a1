"""Tables: each one of the built site is claimed by a check, which compares its rows with what is true, both ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bs4 import Tag

from asrun.finding import Finding
from asrun.pages.blocks import heading_above
from asrun.pages.markdown import table_lines
from asrun.pages.site import Page, Site

Row = tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """Where a table stands (`guides/a.md#limits`), the columns that are checked, and the rows that they must have."""

    place: str
    columns: Row
    rows: frozenset[Row]


@dataclass(frozen=True)
class Table:
    """A table as it is shown; `line` (from 1) is that of its header in the Markdown."""

    page: Page
    place: str
    line: int
    header: Row
    rows: tuple[Row, ...]


def tables(page: Page) -> list[Table]:
    """Lists the tables of a page, in order."""
    found = page.article.find_all("table")
    return [
        Table(page, f"{page.name}#{heading_above(table)}", line or 1, _cells(table.select("thead > tr")[0]), rows)
        for table, line in zip_longest(found, table_lines(page.markdown)[: len(found)])
        for rows in [tuple(map(_cells, table.select("tbody > tr")))]
    ]


def _cells(row: Tag) -> Row:
    return tuple(" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"]))


def check_tables(site: Site, claims: Sequence[Claim], table: str) -> list[Finding]:
    """Compares each table with its claim; the claims of one heading belong to its tables in order.

    `table` is the file that has the claims.
    """
    shown = [each for page in site.pages for each in tables(page)]
    return [
        finding
        for place in dict.fromkeys([*(each.place for each in shown), *(claim.place for claim in claims)])
        for its, claim in zip_longest(
            [each for each in shown if each.place == place], [claim for claim in claims if claim.place == place]
        )
        for finding in _compare(place, its, claim, table)
    ]


def _compare(place: str, its: Table | None, claim: Claim | None, file: str) -> Iterator[Finding]:
    if its is None:
        fix = "add it to the page, or remove the claim"
        yield Finding(file=file, expected=f"a table at {place}", actual="none", fix=fix)
        return
    where, columns = its.page.where(its.line), " | ".join(its.header)
    if claim is None:
        fix = "add one that compares its rows with the contract"
        yield Finding(where=where, expected=f"a claim in {file}", actual=f"the table {columns} at {place}", fix=fix)
    elif missing := [column for column in claim.columns if column not in its.header]:
        expected, actual = f"the columns {', '.join(missing)}", f"the columns {', '.join(its.header)}"
        yield Finding(where=where, expected=expected, actual=actual, fix=f"correct the header, or {file}")
    else:
        yield from _compare_rows(its, claim)


def _compare_rows(its: Table, claim: Claim) -> Iterator[Finding]:
    indices = [its.header.index(column) for column in claim.columns]
    shown = [tuple(row[index] for index in indices) for row in its.rows]
    for index, row in enumerate(shown):
        where, text = its.page.where(its.line + 2 + index), " | ".join(row)
        if row not in claim.rows:
            yield Finding(where=where, expected="a row that is true", actual=text, fix="correct it, or the contract")
        elif row in shown[:index]:
            yield Finding(where=where, expected="each row once", actual=f"{text} again", fix="remove one")
    for row in sorted(claim.rows - set(shown)):
        expected, fix = f"a row {' | '.join(row)}", "add it, or correct the contract"
        yield Finding(where=its.page.where(its.line), expected=expected, actual="none", fix=fix)
