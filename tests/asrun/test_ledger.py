"""What the planted edits of tests/drift/ leave out: each page of a small site has one mistake, which is named."""

from pathlib import Path

from asrun.pages.ledger import Fragments, check_blocks, check_downloads, entries
from asrun.pages.tables import Claim, check_tables
from tests.asrun.small_site import PAGE, short, small_site

FRAGMENTS: Fragments = {"fragment.md#send": [("http", "Authorization: Bearer YOUR_API_KEY")]}


MISTAKES = [
    ("", ""),
    (
        '!!! note\n\n    1. Text:\n\n        ```bash\n        --8<-- "small/set.sh"\n        ```\n\n'
        '??? note "More"\n\n    ```text\n    pasted\n    ```\n',
        "docs/1.md:12: expected an include of a file below snippets/, or an entry in the table, actual the text",
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
]


def test_mistake_on_a_page_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "snippets/small").mkdir(parents=True)
    (tmp_path / "snippets/small/tabulator.sh").write_text("\techo\n")
    pages = {f"{number}.md": markdown for number, (markdown, _) in enumerate(MISTAKES)}
    site, examples = small_site(tmp_path, {"index.md": PAGE, **pages})
    findings = sorted(map(short, check_blocks(site, entries(tmp_path, examples), {}, "the table")))
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
