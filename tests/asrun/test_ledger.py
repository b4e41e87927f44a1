"""Each page of one little site has one mistake, whose whole message is pinned."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from asrun.examples.example import Example
from asrun.pages.fragments import Fragment, Truth
from asrun.pages.ledger import check_blocks, check_downloads, entries
from asrun.pages.site import Site
from tests.asrun.little import PAGE, TABS, made

CURL_TAB, JAVASCRIPT_TAB, PYTHON_TAB = (f"=== {tab}" for tab in TABS.split("=== ")[1:])

PASTE = (
    "expected an include of a file below snippets/, or an entry in tests/fragments.py, actual the text {}."
    ' Fix: move the text to an example and include it: --8<-- "page/example/file".'
)
NO_FENCE = PASTE.replace(
    "an include of a file below snippets/, or an entry in tests/fragments.py", "a fence of backticks"
)

INCOMPLETE = (
    "snippets/little/first: expected the tabs cURL, JavaScript, Python, actual the tabs {}."
    " Fix: give each language its tab, in this order and labelled so."
)
MISPLACED = (
    'snippets/little/first/{}: expected the tab "{}" around it, actual {}. Fix: put it there, or correct the label.'
)

PAGES: Mapping[str, tuple[str, Sequence[str]]] = {
    "index.md": (PAGE, []),
    "pasted.md": (
        '# Page\n\n=== "Python"\n\n    ```python\n    print("pasted")\n    ```\n',
        ["docs/pasted.md:6: Python: " + PASTE.format("'print(\"pasted\")'")],
    ),
    "indented.md": (
        '# Page\n\nText:\n\n    indented\n\n```bash\n--8<-- "little/set.sh"\n```\n',
        ["docs/indented.md:5: " + NO_FENCE.format('"indented"')],
    ),
    "raw.md": ("# Page\n\n<pre>raw</pre>\n", ["docs/raw.md:3: " + NO_FENCE.format('"raw"')]),
    "language.md": (
        '# Page\n\n```python\n--8<-- "little/set.sh"\n```\n',
        [
            "docs/language.md:4: snippets/little/set.sh: expected the fence ```bash, actual ```python."
            " Fix: name the language so."
        ],
    ),
    "tabulator.md": (
        '# Page\n\n```bash\n--8<-- "little/tabulator.sh"\n```\n',
        [
            'docs/tabulator.md:4: snippets/little/tabulator.sh: expected "\\techo" in line 1, actual "    echo".'
            " Fix: keep from the file what Markdown shows otherwise, such as a tab or an empty line at its end."
        ],
    ),
    "left-out.md": (
        f"# Page\n\n{CURL_TAB}{JAVASCRIPT_TAB}",
        ["docs/left-out.md:6: " + INCOMPLETE.format("cURL, JavaScript")],
    ),
    "order.md": (
        f"# Page\n\n{CURL_TAB}{PYTHON_TAB}\n{JAVASCRIPT_TAB}",
        ["docs/order.md:6: " + INCOMPLETE.format("cURL, Python, JavaScript")],
    ),
    "label.md": (
        f"# Page\n\n{TABS.replace('JavaScript', 'Javascript')}",
        [
            "docs/label.md:12: Javascript: " + MISPLACED.format("javascript.mjs", "JavaScript", '"Javascript"'),
            "docs/label.md:6: " + INCOMPLETE.format("cURL, Javascript, Python"),
        ],
    ),
    "swapped.md": (
        f"# Page\n\n{TABS.replace('curl.sh', 'python.py').replace('bash', 'python')}",
        ["docs/swapped.md:6: cURL: " + MISPLACED.format("python.py", "Python", '"cURL"')],
    ),
    "empty.md": (
        f'# Page\n\n{CURL_TAB}=== "JavaScript"\n\n    Text.\n\n{PYTHON_TAB}',
        [
            "docs/empty.md:6: JavaScript: snippets/little/first: expected a block in every tab,"
            " actual none in this one."
            " Fix: include the file there."
        ],
    ),
    "outside.md": (
        '# Page\n\n```python\n--8<-- "little/first/python.py"\n```\n',
        ["docs/outside.md:4: " + MISPLACED.format("python.py", "Python", "none")],
    ),
    "recordings.md": (
        '# Page\n\n=== "JavaScript"\n\n    ```text\n    --8<-- "little/first/output.txt"\n    ```\n\n'
        '=== "Python"\n\n    ```text\n    --8<-- "little/first/output.txt"\n    ```\n',
        [],
    ),
    "settings.md": (
        '# Page\n\n```toml\n--8<-- "little/first/example.toml"\n```\n',
        [
            "docs/settings.md:4: snippets/little/first/example.toml: expected a program or a recording of an example,"
            " actual another file. Fix: name one that an example runs or records."
        ],
    ),
    "fragment.md": ("# Page\n\n## Send\n\n```http\nAuthorization: Bearer YOUR_API_KEY\n```\n", []),
    "comment.md": (
        "# Page\n\n<!--\n```bash\nhidden\n```\n-->\n",
        [
            "docs/comment.md:1: expected a block for each of the 1 fences, actual 0 blocks."
            " Fix: let no fence stand in a comment or in raw HTML."
        ],
    ),
    "executed.md": ("# Page\n\n```python\nprint(1)\n```\n", []),
    "nested.md": (
        '# Page\n\n!!! note\n\n    1. Text:\n\n        ```bash\n        --8<-- "little/set.sh"\n        ```\n\n'
        '??? note "More"\n\n    ```text\n    pasted\n    ```\n',
        ["docs/nested.md:14: " + PASTE.format('"pasted"')],
    ),
}

ENTRY = Fragment("fragment.md#send", "http", lambda _: "Authorization: Bearer YOUR_API_KEY")


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, list[Example]]:
    project = tmp_path_factory.mktemp("little")
    (project / "snippets/little").mkdir(parents=True)
    (project / "snippets/little/tabulator.sh").write_text("\techo\n")
    return made(project, {name: text for name, (text, _) in PAGES.items()})


def found(little: tuple[Site, list[Example]], *fragments: Fragment) -> list[str]:
    site, examples = little
    truth = Truth(site.project / "snippets", {}, lambda _: [], {}, ("docs/executed.md",))
    return [str(finding) for finding in check_blocks(site, entries(site.project, examples), fragments, truth)]


@pytest.mark.parametrize("name", PAGES)
def test_page_gets_these_findings_and_no_other(name: str, little: tuple[Site, list[Example]]) -> None:
    assert [line for line in found(little, ENTRY) if line.startswith(f"docs/{name}:")] == PAGES[name][1]


def test_findings_are_about_pages_alone_where_all_is_shown(little: tuple[Site, list[Example]]) -> None:
    assert [line for line in found(little, ENTRY) if not line.startswith("docs/")] == []


def test_file_that_no_page_shows_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    site, _ = little
    unshown = site.project / "snippets/little/unshown.ps1"
    unshown.write_text("$env:API_KEY\n")
    assert [line for line in found(little, ENTRY) if not line.startswith("docs/")] == [
        "snippets/little/unshown.ps1: expected a page that shows it, actual none."
        " Fix: include it on a page, or remove it."
    ]
    unshown.unlink()


def test_file_that_nothing_runs_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    site, _ = little
    stray = site.project / "snippets/little/stray.txt"
    stray.write_text("?")
    assert [line for line in found(little, ENTRY) if not line.startswith("docs/")] == [
        "snippets/little/stray.txt: expected an example that has it in files, or a shell form (.sh, .cmd, .ps1),"
        " actual neither. Fix: remove it, or name it in an example.toml."
    ]
    stray.unlink()


def test_altered_token_of_a_fragment_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    entry = replace(ENTRY, source=lambda _: "Authorization: Bearer API_KEY")
    assert [line for line in found(little, entry) if line.startswith("docs/fragment.md")] == [
        'docs/fragment.md:6: expected ```http "Authorization: Bearer API_KEY",'
        ' actual ```http "Authorization: Bearer YOUR_API_KEY".'
        " Fix: write it so, or correct tests/fragments.py."
    ]


def test_fragment_whose_source_is_gone_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    def source(_: Truth) -> str:
        raise LookupError("a field Authorization")

    assert [line for line in found(little, replace(ENTRY, source=source)) if line.startswith("docs/fragment.md")] == [
        "docs/fragment.md:6: tests/fragments.py: expected a field Authorization,"
        " actual nothing. Fix: correct the entry."
    ]


def test_fragment_that_no_page_shows_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    entry = replace(ENTRY, place="fragment.md#page")
    assert [line for line in found(little, ENTRY, entry) if not line.startswith("docs/")] == [
        "tests/fragments.py: expected a block at fragment.md#page, actual none."
        " Fix: add it to the page, or remove the entry."
    ]


def test_download_that_no_example_runs_with_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    site, examples = little
    (site.project / "docs/client.py").write_text("import httpx\n")
    assert [str(finding) for finding in check_downloads(site, examples)] == [
        "docs/client.py: expected a file that an example runs with, actual none that has it."
        " Fix: name it in files of an example.toml, or remove it."
    ]
    (site.project / "docs/client.py").unlink()


def test_download_that_is_not_the_file_is_a_finding(little: tuple[Site, list[Example]]) -> None:
    site, examples = little
    (site.project / "docs/client.py").write_text("import httpx\n")
    (site.output / "client.py").write_text("import httpx")
    known = replace(examples[0], files=(site.project / "docs/client.py",))
    assert [str(finding) for finding in check_downloads(site, [known])] == [
        "docs/client.py: expected the same bytes on the site, actual others. Fix: let nothing rewrite it."
    ]
    (site.project / "docs/client.py").unlink()
