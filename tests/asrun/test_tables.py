"""Each page of a small site has one table."""

from pathlib import Path

from asrun.pages.tables import Claim, check_tables
from tests.asrun.small_site import short, small_site

TABLE = "# Page\n\n## Keys\n\n| Permission | Lets a key |\n| --- | --- |\n| `read` | read |\n| `write` | write |\n"

PAGES = {
    "true.md": TABLE,
    "false.md": TABLE.replace("`write`", "`delete`"),
    "doubled.md": TABLE + "| `read` | read again |\n",
    "renamed.md": TABLE.replace("Permission", "Right"),
    "unclaimed.md": TABLE,
}


def test_each_table_must_have_its_columns_and_the_true_rows_once(tmp_path: Path) -> None:
    site, _ = small_site(tmp_path, PAGES)
    rows = frozenset({("read",), ("write",)})
    places = [*(f"{page}#keys" for page in PAGES if page != "unclaimed.md"), "true.md#page"]
    assert list(
        map(short, check_tables(site, [Claim(place, ("Permission",), rows) for place in places], "the table"))
    ) == [
        "docs/doubled.md:9: expected each row once, actual read again",
        "docs/false.md:8: expected a row that is true, actual delete",
        "docs/false.md:5: expected a row write, actual none",
        "docs/renamed.md:5: expected the columns Permission, actual the columns Right, Lets a key",
        "docs/unclaimed.md:5: expected a claim in the table,"
        " actual the table Permission | Lets a key at unclaimed.md#keys",
        "the table: expected a table at true.md#page, actual none",
    ]
