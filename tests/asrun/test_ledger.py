"""What the planted edits of tests/proof/ leave out: each page of a small site has one mistake, which is named."""

import re
from pathlib import Path

import pytest

from asrun.pages.ledger import Fragments, check_blocks, check_downloads, entries
from asrun.pages.places import check_places
from asrun.pages.tables import Claim, check_tables
from tests.api import API
from tests.asrun.small_site import PAGE, short, small_site

FRAGMENTS: Fragments = {"fragment.md#send": [("http", "Authorization: Bearer YOUR_API_KEY")]}


MISTAKES = [
    ("", ""),
    (
        '!!! note\n\n    1. Text:\n\n        ```bash\n        --8<-- "small/set.sh"\n        ```\n\n'
        '??? note "More"\n\n    ```text\n    pasted\n    ```\n',
        "docs/1.md:12: expected a program or a recording of an example, or an entry in the table, actual the text",
    ),
    ("<!--\n```bash\n```\n-->\n", "docs/2.md:1: expected a block for each of the 1 fences, actual 0 blocks"),
    (
        '```bash\n--8<-- "small/tabulator.sh"\n```\n',
        'docs/3.md:2: snippets/small/tabulator.sh: expected "\\techo" in line 1, actual "    echo"',
    ),
    (
        '```toml\n--8<-- "small/first/example.toml"\n```\n',
        "docs/4.md:2: snippets/small/first/example.toml: expected a program or a recording of an example, actual",
    ),
    (
        '# Keys\n\n--8<-- "contract/operations/getUsage.md"\n\n# Get usage\n\n--8<-- "contract/errors.md"\n',
        'docs/5.md:3: expected contract/operations/getUsage.md below "Get usage", actual "Keys"',
    ),
    *(
        (
            f'{above}\n--8<-- "small/first/{file}"\n```\n',
            f"docs/{number}.md:4: snippets/small/first: expected {expected}",
        )
        for number, (above, file, expected) in enumerate(
            [
                ("# Second\n\n```text", "output.txt", "first in the heading, or in a sentence above it, actual"),
                ("# Get the current key\n\n```http", "response.http", "GET /v1/me, as the heading says, actual POST"),
                ('# First\n\n```text title="Standard error"', "output.txt", "errors.txt or curl-errors.txt or"),
                ('# First\n\n```http title="After a 429"', "response.http", "the status 200 in the title, actual 429"),
                ('# First\n\n```http title="Response · 200 Fine"', "response.http", '"200 OK" at the end'),
            ],
            6,
        )
    ),
]


def test_mistake_on_a_page_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "snippets/small").mkdir(parents=True)
    (tmp_path / "snippets/small/tabulator.sh").write_text("\techo\n")
    pages = {f"{number}.md": markdown for number, (markdown, _) in enumerate(MISTAKES)}
    site, examples = small_site(tmp_path, {"index.md": PAGE, **pages})
    shown = entries(tmp_path, examples)
    both = (*check_blocks(site, shown, {}, "the table"), *check_places(site, shown, API.contract))
    findings = sorted(map(short, both), key=lambda each: int(re.findall(r"[0-9]+", each)[0]))
    expected = [finding for _, finding in MISTAKES if finding]
    assert [each[: len(text)] for each, text in zip(findings, expected, strict=True)] == expected


def test_what_is_claimed_must_be_on_a_page_and_a_download_must_keep_its_bytes(tmp_path: Path) -> None:
    site, examples = small_site(tmp_path, {"index.md": PAGE})
    file = tmp_path / "docs/client.py"
    file.write_text("import httpx\n")
    (site.output / "client.py").write_text("import httpx")
    assert [
        short(finding)
        for finding in (
            *check_blocks(site, entries(tmp_path, examples), FRAGMENTS, "the table"),
            *check_tables(site, [Claim("a.md#keys", (), frozenset())], "the table"),
            *check_downloads(site, [file]),
        )
    ] == [
        "the table: expected a block at fragment.md#send, actual none",
        "the table: expected a table at a.md#keys, actual none",
        "docs/client.py: expected the same bytes on the site, actual others",
    ]


TABLE = """# Errors

| Code | Cause | Note |
| --- | --- | --- |
| `GONE` | [It is no longer there](#gone) | Deleted |
| `BUSY` | The server is busy | Overloaded |
| 1 | [Nobody knows](#gone) | Overloaded |

## Gone

You get `GONE`.
"""
ROWS = frozenset({("GONE",), ("BUSY",), ("1",)})
TIED, FREE = ("Cause",), ("Note",)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            Claim("a.md#errors", ("Code",), ROWS, TIED, FREE),
            [
                '7: expected links to sections that have "1", actual #gone',
                '7: expected a text of its own in Note, actual "Overloaded"',
            ],
        ),
        (
            Claim("a.md#errors", ("Code",), ROWS, (), (*TIED, *FREE), ("Code",)),
            [
                "7: expected a row that is true, actual",
                '7: expected a text of its own in Note, actual "Overloaded"',
                "3: expected a row 1, actual none",
                "the claims: expected one free column in 3 at most, actual 2 of 3",
            ],
        ),
    ],
)
def test_each_column_is_compared_or_tied_to_its_row_or_free(claim: Claim, expected: list[str], tmp_path: Path) -> None:
    site, _ = small_site(tmp_path, {"a.md": TABLE})
    findings = [short(finding).removeprefix("docs/a.md:") for finding in check_tables(site, [claim], "the claims")]
    assert [each[: len(text)] for each, text in zip(findings, expected, strict=True)] == expected
