"""Each page of one little site has one table, whose findings are pinned as they are."""

from collections.abc import Sequence

import pytest

from asrun.pages.site import Site
from asrun.pages.tables import Claim, Row, check_tables
from asrun.pages.vocabulary import Vocabulary
from tests.asrun.little import made

TABLE = "# Page\n\n## Keys\n\n| Permission | Lets a key |\n| --- | --- |\n| `read` | read |\n| `write` | write |\n"

PAGES = {
    "true.md": TABLE,
    "false.md": TABLE.replace("`write`", "`delete`"),
    "doubled.md": TABLE + "| `read` | read again |\n",
    "renamed.md": TABLE.replace("Permission", "Right"),
    "unclaimed.md": TABLE,
}

CONTRACT = Vocabulary({})


def rows(_: Vocabulary) -> frozenset[Row]:
    return frozenset({("read",), ("write",)})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site, _ = made(tmp_path_factory.mktemp("tables"), PAGES)
    return site


def findings(site: Site, page: str, claims: Sequence[Claim] | None = None) -> list[str]:
    claims = [Claim(f"{page}#keys", ("Permission",), rows)] if claims is None else claims
    found = map(str, check_tables(site, claims, CONTRACT))
    return [line for line in found if line.startswith((f"docs/{page}:", "tests/tables.py"))]


def test_table_whose_rows_are_the_true_ones_is_well(site: Site) -> None:
    assert findings(site, "true.md") == []


def test_row_that_is_not_true_and_row_that_is_missing(site: Site) -> None:
    assert findings(site, "false.md") == [
        "docs/false.md:8: expected a row that is true, actual delete. Fix: correct the row, or the contract.",
        "docs/false.md:5: expected a row write, actual none. Fix: add it, or correct the contract.",
    ]


def test_row_that_comes_twice(site: Site) -> None:
    assert findings(site, "doubled.md") == [
        "docs/doubled.md:9: expected each row once, actual read again. Fix: remove one."
    ]


def test_column_that_is_gone(site: Site) -> None:
    assert findings(site, "renamed.md") == [
        "docs/renamed.md:5: expected the columns Permission, actual the columns Right, Lets a key."
        " Fix: correct the header, or tests/tables.py."
    ]


def test_table_without_a_claim(site: Site) -> None:
    assert findings(site, "unclaimed.md", []) == [
        "docs/unclaimed.md:5: expected a claim in tests/tables.py,"
        " actual the table Permission | Lets a key at unclaimed.md#keys."
        " Fix: add one that compares its rows with the contract."
    ]


def test_claim_without_a_table(site: Site) -> None:
    assert findings(site, "true.md", [Claim("true.md#page", ("Permission",), rows)])[-1] == (
        "tests/tables.py: expected a table at true.md#page, actual none. Fix: add it to the page, or remove the claim."
    )
