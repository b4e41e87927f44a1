"""Tables: each one of the built site is claimed by a check, which compares its rows with what is true, both ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from asrun.finding import Finding
from asrun.pages.blocks import heading_above
from asrun.pages.markdown import tables
from asrun.pages.site import Page, Site

Row = tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """Where a table is (`guides/a.md#limits`), the columns that are checked, and the rows that they must have."""

    place: str
    columns: Row
    rows: frozenset[Row]


def check_tables(site: Site, claims: Sequence[Claim], file: str) -> Iterator[Finding]:
    """Compares each table with its claim; the claims of one heading belong to its tables in order.

    `file` has the claims.
    """
    left = list(claims)
    for page in site.pages:
        elements = page.article.find_all("table")
        lines = [*tables(site.project, page.markdown), *[(1, False)] * len(elements)]
        for element, (line, is_derived) in zip(elements, lines, strict=False):
            if is_derived:
                continue  # asrun.derived compares it
            place = f"{page.name}#{heading_above(element)}"
            header, *rows = (_cells(row) for row in element.find_all("tr"))
            claim = next((claim for claim in left if claim.place == place), None)
            if claim:
                left.remove(claim)
                yield from _compare(page, line, header, rows, claim, file)
            else:
                expected, actual = f"a claim in {file}", f"the table {' | '.join(header)} at {place}"
                fix = "add one that compares its rows with the contract"
                yield Finding(where=page.where(line), expected=expected, actual=actual, fix=fix)
    for claim in left:
        expected, fix = f"a table at {claim.place}", "add it to the page, or remove the claim"
        yield Finding(file=file, expected=expected, actual="none", fix=fix)


def _cells(row: Tag) -> Row:
    return tuple(" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"]))


def _compare(  # noqa: PLR0913, PLR0917 (a table and its claim)
    page: Page, line: int, header: Row, rows: Sequence[Row], claim: Claim, file: str
) -> Iterator[Finding]:
    if missing := [column for column in claim.columns if column not in header]:
        expected, actual = f"the columns {', '.join(missing)}", f"the columns {', '.join(header)}"
        yield Finding(where=page.where(line), expected=expected, actual=actual, fix=f"correct the header, or {file}")
        return
    shown = [tuple(row[header.index(column)] for column in claim.columns) for row in rows]
    for index, row in enumerate(shown):
        where, text = page.where(line + 2 + index), " | ".join(row)
        if row not in claim.rows:
            yield Finding(where=where, expected="a row that is true", actual=text, fix="correct it, or the contract")
        elif row in shown[:index]:
            yield Finding(where=where, expected="each row once", actual=f"{text} again", fix="remove one")
    for row in sorted(claim.rows.difference(shown)):
        expected, fix = f"a row {' | '.join(row)}", "add it, or correct the contract"
        yield Finding(where=page.where(line), expected=expected, actual="none", fix=fix)
