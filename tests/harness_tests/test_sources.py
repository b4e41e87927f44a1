from pathlib import Path

import pytest

from tests.harness.sources import source_findings

FORM = (
    'expected --8<-- "page/example/file" alone in its fence, in straight quotes,'
    " without lines, sections or trailing spaces"
)


def findings(project: Path, markdown: str) -> list[str]:
    files = {
        "docs/page.md": markdown,
        "snippets/little/set.sh": "export API_KEY\n",
        "snippets/little/empty.sh": "\n",
    }
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    return [str(finding) for finding in source_findings(project)]


def fence(*lines: str) -> str:
    return "\n".join(["# Page", "", "```bash", *lines, "```", ""])


def test_include_of_a_file_is_well(tmp_path: Path) -> None:
    assert findings(tmp_path, fence('--8<-- "little/set.sh"')) == []


def test_include_that_names_no_file(tmp_path: Path) -> None:
    assert findings(tmp_path, fence('--8<-- "little/unset.sh"')) == [
        "docs/page.md:4: snippets/little/unset.sh: expected a file; came none. Mend: add it, or mend the path."
    ]


@pytest.mark.parametrize("file", ["docs/page.md", "docs/guides/clients/client.sh", "snippets/little/set.ps1"])
def test_carriage_return_in_what_is_published_is_named(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_bytes(b"first\nsecond\r\n")
    assert [str(finding) for finding in source_findings(tmp_path)] == [
        f"{file}:2: expected LF at its end; came a carriage return. "
        "Mend: set core.autocrlf to input and check it out again, or remove each."
    ]


def test_include_of_an_empty_file(tmp_path: Path) -> None:
    assert findings(tmp_path, fence('--8<-- "little/empty.sh"')) == [
        "docs/page.md:4: snippets/little/empty.sh: expected a text; came an empty file. Mend: fill it, or remove both."
    ]


@pytest.mark.parametrize(
    ("lines", "came"),
    [
        (["--8<-- little/set.sh"], '"--8<-- little/set.sh"'),
        (['--8<-- "little/set.sh" '], """'--8<-- "little/set.sh" '"""),
        (["--8<-- 'little/set.sh'"], """"--8<-- 'little/set.sh'\""""),
        (['--8<-- "little/set.sh:1:2"'], """'--8<-- "little/set.sh:1:2"'"""),
        (['--8<-- "little/set.sh:section"'], """'--8<-- "little/set.sh:section"'"""),
        (["--8<--", "little/set.sh", "--8<--"], r'"--8<--\nlittle/set.sh\n--8<--"'),
        (["echo", '--8<-- "little/set.sh"'], r"""'echo\n--8<-- "little/set.sh"'"""),
    ],
)
def test_include_that_would_render_literally_or_in_part(tmp_path: Path, lines: list[str], came: str) -> None:
    assert findings(tmp_path, fence(*lines)) == [f"docs/page.md:4: {FORM}; came {came}. Mend: write it so."]


def test_include_outside_of_a_fence(tmp_path: Path) -> None:
    assert findings(tmp_path, '# Page\n\n--8<-- "little/set.sh"\n') == [
        f"""docs/page.md:3: {FORM}; came '--8<-- "little/set.sh"' outside of a fence. Mend: put it into a fence."""
    ]


def test_fence_of_tildes(tmp_path: Path) -> None:
    assert findings(tmp_path, "# Page\n\n~~~bash\n~~~\n") == [
        f"docs/page.md:{line}: expected a fence of backticks; came {came}. Mend: write ``` instead."
        for line, came in ((3, '"~~~bash"'), (4, '"~~~"'))
    ]


def test_include_that_is_named_in_the_prose_is_well(tmp_path: Path) -> None:
    assert findings(tmp_path, "# Page\n\nPages use plain `--8<--` includes.\n") == []
