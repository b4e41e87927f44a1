"""Tables: each one of the built site is claimed by a check, which compares its rows with what is true, both ways."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from bs4 import Tag

from asrun.finding import Finding, quote
from asrun.pages.blocks import HEADINGS, heading_above, plain
from asrun.pages.links import target
from asrun.pages.markdown import tables
from asrun.pages.site import Page, Site
from asrun.pages.words import stems

Row = tuple[str, ...]

FREE = 3
"""One column in so many may be free."""


@dataclass(frozen=True)
class Claim:
    """Where a table is (`guides/a.md#limits`), the columns that are checked, and the rows that they must have.

    Of the columns in `codes`, only the inline code is compared. A cell in one of `tied` must be about its row: each of
    its links leads to a section that has what only this row has, or without links, it has a word of that. A cell in one
    of `free` is for people: it is not empty, and says what no other says.
    """

    place: str
    columns: Row
    rows: frozenset[Row]
    tied: Row = ()
    free: Row = ()
    codes: Row = ()


@dataclass(frozen=True)
class Table:
    """A table on a page, with the line of its header there (from 1)."""

    page: Page
    line: int
    place: str
    element: Tag

    @cached_property
    def header(self) -> Row:
        return tuple(plain(cell) for cell in self.element.select("tr:first-child th"))

    @cached_property
    def rows(self) -> list[Mapping[str, Tag]]:
        """The cells of each row by their columns."""
        rows = (row.find_all("td") for row in self.element.find_all("tr"))
        return [dict(zip(self.header, cells, strict=True)) for cells in rows if cells]

    def finding(self, index: int, expected: str, actual: str, fix: str) -> Finding:
        """A finding at a row, counted from 0; -2 is the header."""
        return Finding(where=self.page.where(self.line + 2 + index), expected=expected, actual=actual, fix=fix)


def check_tables(site: Site, claims: Sequence[Claim], file: str) -> Iterator[Finding]:
    """Compares each table with its claim; the claims of one heading belong to its tables in order.

    `file` has the claims.
    """
    left = list(claims)
    columns = 0
    for table in _tables(site):
        columns += len(table.header)
        claim = next((claim for claim in left if claim.place == table.place), None)
        if claim:
            left.remove(claim)
            yield from _compare(site, table, claim, file)
        else:
            expected, actual = f"a claim in {file}", f"the table {' | '.join(table.header)} at {table.place}"
            yield table.finding(-2, expected, actual, "add one that compares its rows with the contract")
    for claim in left:
        expected, fix = f"a table at {claim.place}", "add it to the page, or remove the claim"
        yield Finding(file=file, expected=expected, actual="none", fix=fix)
    if FREE * (free := sum(len(claim.free) for claim in claims)) > columns:
        expected, actual = f"one free column in {FREE} at most", f"{free} of {columns}"
        yield Finding(file=file, expected=expected, actual=actual, fix="compare more of them with what decides them")


def _tables(site: Site) -> Iterator[Table]:
    """The tables of all pages, but for those that asrun.derived compares."""
    for page in site.pages:
        elements = page.article.find_all("table")
        lines = [*tables(site.project, page.markdown), *[(1, False)] * len(elements)]
        for element, (line, is_derived) in zip(elements, lines, strict=False):
            if not is_derived:
                yield Table(page, line, f"{page.name}#{heading_above(element)}", element)


def _compare(site: Site, table: Table, claim: Claim, file: str) -> Iterator[Finding]:
    named = (*claim.columns, *claim.tied, *claim.free)
    if {*named} != {*table.header}:
        expected, actual = f"the columns {', '.join(named)}", f"the columns {', '.join(table.header)}"
        yield table.finding(
            -2, expected, actual, f"correct the header, or {file}: it names each column, or calls it free"
        )
        return
    shown = [tuple(_compared(row[column], column in claim.codes) for column in claim.columns) for row in table.rows]
    for index, row in enumerate(shown):
        if row not in claim.rows:
            yield table.finding(index, "a row that is true", " | ".join(row), "correct it, or the contract")
        elif row in shown[:index]:
            yield table.finding(index, "each row once", f"{' | '.join(row)} again", "remove one")
        else:
            yield from _tied(site, table, claim, index, shown)
    for column in claim.free:
        yield from _free(table, column)
    for row in sorted(claim.rows.difference(shown)):
        yield table.finding(-2, f"a row {' | '.join(row)}", "none", "add it, or correct the contract")


def _free(table: Table, column: str) -> Iterator[Finding]:
    texts = [plain(row[column]) for row in table.rows]
    for index, text in enumerate(texts):
        if not text or text in texts[:index]:
            yield table.finding(
                index, f"a text of its own in {column}", quote(text), "say what is true of this row alone"
            )


def _tied(site: Site, table: Table, claim: Claim, index: int, shown: Sequence[Row]) -> Iterator[Finding]:
    others = [*shown[:index], *shown[index + 1 :]]
    keys, words = [], set()
    for column, text, of_others in zip(claim.columns, shown[index], zip(*others, strict=True), strict=True):
        if text not in of_others:
            keys.append(_key(table.rows[index][column]))
            words |= {*stems(text)} - {*stems(" ".join(of_others))}
    for column in claim.tied:
        cell = table.rows[index][column]
        sections = {str(link["href"]): _section(site, table.page, str(link["href"])) for link in cell.select("a[href]")}
        wrong = [href for href, text in sections.items() if not any(_has(text, key) for key in keys)]
        if wrong:
            fix = "lead to the section that is about this row"
            yield table.finding(index, f"links to sections that have {' or '.join(map(quote, keys))}", wrong[0], fix)
        elif not sections and words.isdisjoint(stems(plain(cell))):
            expected = f"a word in {column} that only this row has, as in {' or '.join(map(quote, keys)) or 'nothing'}"
            yield table.finding(index, expected, quote(plain(cell)), "name what the row is about")


def _section(site: Site, page: Page, href: str) -> str:
    """The text from the place that a link leads to up to the next section, below the headings that are above it."""
    name, anchor = target(site, page, urlsplit(href))
    start = site.page(name).article.find(id=anchor) if name else None
    if not isinstance(start, Tag):
        return ""
    rank = level = int(start.name[1]) if start.name in HEADINGS else 7
    texts = []
    for before in start.find_all_previous(HEADINGS):
        if int(before.name[1]) < level:
            texts.append(before.get_text())
            level = int(before.name[1])
    for each in start.next_elements:
        if isinstance(each, Tag) and each.name in HEADINGS and int(each.name[1]) <= rank:
            break
        texts += [each] if isinstance(each, str) else []
    return " ".join("".join(texts).split())


def _has(text: str, key: str) -> bool:
    """Whether a section has the key, or the error code in it, or else its status."""
    codes = re.findall(r"[A-Z]+(?:_[A-Z]+)+", key) or re.findall(r"\b[1-5]\d\d\b", key)
    return key in text or any(code in text for code in codes)


def _key(cell: Tag) -> str:
    """What sections have of a cell: its inline code, the first where there are more, or else its text."""
    code = cell.find("code")
    return plain(code) if isinstance(code, Tag) else plain(cell)


def _compared(cell: Tag, is_code: bool) -> str:
    return ", ".join(map(plain, cell.select("code"))) if is_code else plain(cell)
