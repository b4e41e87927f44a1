from pathlib import Path

import pytest

from asrun.pages.sources import include_findings, readable, sources, text_findings

FORM = (
    'expected --8<-- "page/example/file" alone in its fence, in straight quotes,'
    " without lines, sections or trailing spaces"
)


def findings(project: Path, markdown: str) -> list[str]:
    files = {
        "docs/page.md": markdown,
        "snippets/little/set.sh": "export API_KEY\n",
    }
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    return [str(finding) for finding in include_findings(project)]


def fence(*lines: str) -> str:
    return "\n".join(["# Page", "", "```bash", *lines, "```", ""])


def test_include_of_a_file_is_well(tmp_path: Path) -> None:
    assert findings(tmp_path, fence('--8<-- "little/set.sh"')) == []


def test_include_that_names_no_file(tmp_path: Path) -> None:
    assert findings(tmp_path, fence('--8<-- "little/unset.sh"')) == [
        "docs/page.md:4: snippets/little/unset.sh: expected a file, actual none. Fix: add it, or correct the path."
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
    assert findings(tmp_path, fence(*lines)) == [f"docs/page.md:4: {FORM}, actual {came}. Fix: write it so."]


def test_include_outside_of_a_fence(tmp_path: Path) -> None:
    assert findings(tmp_path, '# Page\n\n--8<-- "little/set.sh"\n') == [
        f"""docs/page.md:3: {FORM}, actual '--8<-- "little/set.sh"' outside of a fence. Fix: put it into a fence."""
    ]


def test_fence_of_tildes(tmp_path: Path) -> None:
    assert findings(tmp_path, "# Page\n\n~~~bash\n~~~\n") == [
        f"docs/page.md:{line}: expected a fence of backticks, actual {came}. Fix: write ``` instead."
        for line, came in ((3, '"~~~bash"'), (4, '"~~~"'))
    ]


def test_include_that_is_named_in_the_prose_is_well(tmp_path: Path) -> None:
    assert findings(tmp_path, "# Page\n\nPages use plain `--8<--` includes.\n") == []


PLACES = (
    "docs/CNAME",
    "docs/page.md",
    "docs/v1.0/page.md",
    "docs/api-reference/openapi.yaml",
    "docs/guides/clients/example_api.py",
    "docs/assets/theme.css",
    "docs/assets/copy.js",
    "snippets/little/first/curl.sh",
    "snippets/little/first/example.toml",
    "snippets/little/first/output.txt",
    "snippets/little/set.sh",
    "mkdocs.yml",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in PLACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}\n" if name.endswith(("yaml", "yml")) else "a = 1\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", PLACES)
def test_source_with_a_bad_byte_is_the_one_that_is_named(project: Path, name: str) -> None:
    assert text_findings(project) == []
    (project / name).write_bytes(b"a = 1 # \x93\n")
    (finding,) = map(str, text_findings(project))
    assert finding.startswith(f"{name}:1:9: expected UTF-8, actual the byte 0x93")


@pytest.mark.parametrize("name", ["docs/page.md", "snippets/little/set.sh", "docs/assets/theme.css"])
def test_builders_can_read_the_copy_of_a_project_with_a_bad_byte(project: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "copy"
    assert readable(project, copy) == project
    (project / name).write_bytes(b"a = \x93 \0\n")
    assert readable(project, copy) == copy
    assert text_findings(copy) == []
    assert [path.relative_to(copy) for path in sources(copy)] == [
        path.relative_to(project) for path in sources(project)
    ]


def test_pictures_and_hidden_files_are_no_text(project: Path) -> None:
    for name in ("docs/assets/logo.png", "docs/.DS_Store", "docs/assets/run/python.zip"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_bytes(b"\xff\0")
    assert text_findings(project) == []
