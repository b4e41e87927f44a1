"""Each page of a small site has one mistake, and gets the finding that names it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from asrun.pages.ledger import Fragments, check_blocks, check_downloads, entries
from tests.asrun.small_site import CURL_TAB, JAVASCRIPT_TAB, PAGE, PYTHON_TAB, TABS, short, small_site

SET = '```bash\n--8<-- "small/set.sh"\n```\n'
FIRST = "snippets/small/first"
NO_ENTRY = "expected an include of a file below snippets/, or an entry in the table, actual the text"
NO_FENCE = "expected a fence of backticks, actual the text"
EVERY_TAB = f"{FIRST}: expected the tabs cURL, JavaScript, Python, actual the tabs"
FRAGMENTS: Fragments = {"fragment.md#send": [("http", "Authorization: Bearer YOUR_API_KEY")]}

PAGES: Mapping[str, tuple[str, Sequence[str]]] = {
    "index.md": (PAGE, []),
    "fragment.md": ("## Send\n\n```http\nAuthorization: Bearer YOUR_API_KEY\n```\n", []),
    "recordings.md": (
        "".join(
            f'=== "{label}"\n\n    ```text\n    --8<-- "small/first/output.txt"\n    ```\n\n'
            for label in ("JavaScript", "Python")
        ),
        [],
    ),
    "pasted.md": ('=== "A"\n\n    ```text\n    pasted\n    ```\n', [f'4: A: {NO_ENTRY} "pasted"']),
    "nested.md": (
        '!!! note\n\n    1. Text:\n\n        ```bash\n        --8<-- "small/set.sh"\n        ```\n\n'
        '??? note "More"\n\n    ```text\n    pasted\n    ```\n',
        [f'12: {NO_ENTRY} "pasted"'],
    ),
    "indented.md": (f"Text:\n\n    indented\n\n{SET}", [f'3: {NO_FENCE} "indented"']),
    "raw.md": ("# Page\n\n<pre>raw</pre>\n", [f'3: {NO_FENCE} "raw"']),
    "comment.md": ("<!--\n```bash\n```\n-->\n", ["1: expected a block for each of the 1 fences, actual 0 blocks"]),
    "fence.md": (
        SET.replace("bash", "python"),
        ["2: snippets/small/set.sh: expected the fence ```bash, actual ```python"],
    ),
    "tabulator.md": (
        '```bash\n--8<-- "small/tabulator.sh"\n```\n',
        ['2: snippets/small/tabulator.sh: expected "\\techo" in line 1, actual "    echo"'],
    ),
    "settings.md": (
        '```toml\n--8<-- "small/first/example.toml"\n```\n',
        [f"2: {FIRST}/example.toml: expected a program or a recording of an example, actual another file"],
    ),
    "left-out.md": (CURL_TAB + JAVASCRIPT_TAB, [f"4: {EVERY_TAB} cURL, JavaScript"]),
    "order.md": (CURL_TAB + PYTHON_TAB + JAVASCRIPT_TAB, [f"4: {EVERY_TAB} cURL, Python, JavaScript"]),
    "label.md": (
        TABS.replace("JavaScript", "Node.js"),
        [
            f'10: Node.js: {FIRST}/javascript.mjs: expected the tab "JavaScript" around it, actual "Node.js"',
            f"4: {EVERY_TAB} cURL, Node.js, Python",
        ],
    ),
    "swapped.md": (
        TABS.replace("curl.sh", "python.py").replace("bash", "python"),
        [f'4: cURL: {FIRST}/python.py: expected the tab "Python" around it, actual "cURL"'],
    ),
    "empty.md": (
        f'{CURL_TAB}=== "JavaScript"\n\n    Text.\n\n{PYTHON_TAB}',
        [f"4: JavaScript: {FIRST}: expected a block in every tab, actual none in this one"],
    ),
    "outside.md": (
        '```python\n--8<-- "small/first/python.py"\n```\n',
        [f'2: {FIRST}/python.py: expected the tab "Python" around it, actual none'],
    ),
}


def found(project: Path, pages: Mapping[str, str], fragments: Fragments = FRAGMENTS) -> list[str]:
    site, examples = small_site(project, pages)
    return list(map(short, check_blocks(site, entries(project, examples), fragments, "the table")))


def test_each_mistake_on_a_page_is_named_with_its_line_and_tab(tmp_path: Path) -> None:
    (tmp_path / "snippets/small").mkdir(parents=True)
    (tmp_path / "snippets/small/tabulator.sh").write_text("\techo\n")
    expected = [f"docs/{name}:{line}" for name, (_, lines) in PAGES.items() for line in lines]
    assert sorted(found(tmp_path, {name: text for name, (text, _) in PAGES.items()})) == sorted(expected)


@pytest.mark.parametrize(
    ("file", "pages", "fragments", "expected"),
    [
        ("snippets/small/unshown.ps1", {"index.md": PAGE}, {}, ": expected a page that shows it, actual none"),
        ("snippets/small/stray.txt", {"index.md": PAGE}, {}, ": expected an example that has it in files, or a shell"),
        ("", {"index.md": PAGE}, FRAGMENTS, "the table: expected a block at fragment.md#send, actual none"),
        (
            "",
            {"index.md": PAGE, "fragment.md": "## Send\n\n```http\nSent\n```\n"},
            FRAGMENTS,
            'docs/fragment.md:4: expected ```http "Authorization: Bearer YOUR_API_KEY", actual ```http "Sent"',
        ),
    ],
    ids=["unshown file", "stray file", "fragment that is gone", "fragment that differs"],
)
def test_what_pages_and_files_lack_is_named(
    tmp_path: Path, file: str, pages: Mapping[str, str], fragments: Fragments, expected: str
) -> None:
    if file:
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("?\n")
    (line,) = found(tmp_path, pages, fragments)
    assert line.startswith(file + expected)


def test_download_must_run_with_an_example_and_keep_its_bytes(tmp_path: Path) -> None:
    site, _ = small_site(tmp_path, {"index.md": PAGE})
    file = tmp_path / "docs/client.py"
    file.write_text("import httpx\n")
    (site.output / "client.py").write_text("import httpx")
    assert [short(next(check_downloads(site, known))) for known in ([], [file])] == [
        "docs/client.py: expected a file that an example runs with, actual none that has it",
        "docs/client.py: expected the same bytes on the site, actual others",
    ]
