from pathlib import Path

import pytest
from markdown import markdown

from asrun.pages.markdown import sections, source_findings, tabs
from asrun.pages.spans import Spans
from tests.asrun.small_site import short


def test_section_has_the_id_of_its_heading_none_above_the_first_and_a_number_from_the_second_of_a_name_on() -> None:
    found = sections("```sh\ncurl a\n```\n\n# B\n\n```sh\ncurl b\n```\n# B\n```sh\ncurl c\n```\n")
    assert {name: fence.text for name, (fence,) in found.items()} == {"": "curl a", "b": "curl b", "b-1": "curl c"}


@pytest.mark.parametrize(
    "page",
    [
        '<TabItem label="Python">\n<TabItem value="v1">\n</TabItem>\n<TabItem label="V2">\n```\n',
        '=== "Python"\n\n    === "V1"\n\n    === "V2"\n\n        ```\n',
    ],
)
def test_tabs_within_tabs_are_told_from_the_innermost(page: str) -> None:
    assert tabs(page.splitlines()) == ["V2", "Python"]


def test_source_with_a_bad_byte_is_named_but_for_what_the_builder_does_not_read(
    tmp_path: Path,
) -> None:
    texts = ["docs/CNAME", "docs/a/b.md", "docs/assets/a.svg", "snippets/a/b/python.py", "mkdocs.yml"]
    for name in (*texts, "docs/a.png", "docs/.DS_Store", "docs/built/python.zip", "snippets/a/b/example.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"a = 1 # \x93\n")
    (tmp_path / ".gitignore").write_text("/docs/built/\n*.pyc\n")
    expected = "expected UTF-8, actual the byte 0x93"
    assert list(map(short, source_findings(tmp_path))) == [f"{name}:1:9: {expected}" for name in texts]


def test_short_code_in_a_line_of_text_has_a_class() -> None:
    block = '<pre id="x"><code>a</code></pre>'
    page = markdown(f"`Map<String, List<T>>`, `{'long' * 8}`\n\n    a\n\n{block}\n", extensions=[Spans()])
    assert (page.count('<code class="short">Map'), page.count("short")) == (1, 1)
