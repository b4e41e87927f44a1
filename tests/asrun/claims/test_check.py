"""Sentences and claims, both ways: each finding is one line at its place."""

from pathlib import Path
from typing import Any

import pytest

from asrun.claims.check import check_claims
from asrun.claims.repeated import write

CONTRACT = "openapi: 3.1.0\ninfo:\n  description: |\n    Hello.\n\n    Keys never expire.\n"
PAGE = "---\ndescription: Two a day.\n---\n\n# Two keys\n\n- **Send** it.\n  A [lost](a.md) key gets a `404`.\n"
PAGE += "  See [`403`](b.md).\n\n[![A lost key gets a `200`](a.png){ width=9 }](a.png)\n"
TEST = 'import pytest\n\n@pytest.mark.says("A lost key gets a 404.")\ndef test_lost() -> None: ...\n'
SETTINGS: dict[str, Any] = {
    "contract": "openapi.yaml",
    "claims": {"tests": ["tests"]},
    "unproved": {"Keys don't expire.": "Nobody waits so long"},
}


def found(project: Path, settings: dict[str, Any], **files: str) -> list[str]:
    texts = {"openapi.yaml": CONTRACT, "docs/page.md": PAGE, "tests/test_trees.py": TEST, "asrun.toml": ""}
    for name, text in (texts | {name.replace("__", "/"): text for name, text in files.items()}).items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    return [str(finding) for finding in check_claims(project, settings, ["404"])]


def test_sentences_that_claims_back_are_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, SETTINGS) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("`404`", "`403`", 'docs/page.md:8: expected "A lost key gets a 404.", as tests/test_trees.py:3 says'),
        ("`404`", "response", 'docs/page.md:8: tests/test_trees.py:3: expected a page that says "A lost key'),
        ("- **Send** it.", "Two of them, or 3 days.", "docs/page.md:7: expected a claim that says so"),
    ],
)
def test_change_of_a_sentence_is_found_at_its_line(tmp_path: Path, old: str, new: str, where: str) -> None:
    (line,) = found(tmp_path, SETTINGS, **{"docs__page.md": PAGE.replace(old, new)})
    assert line.startswith(where)


def test_change_of_the_contract_is_found_at_its_line(tmp_path: Path) -> None:
    (line,) = found(tmp_path, SETTINGS, **{"openapi.yaml": CONTRACT.replace("never", "always")})
    assert line.startswith('openapi.yaml:6: expected "Keys don\'t expire.", as asrun.toml says')


def test_page_that_no_longer_says_what_another_says_too_is_found(tmp_path: Path) -> None:
    files = {"docs__again.md": PAGE, "snippets__claims.txt": ""}
    assert found(tmp_path, SETTINGS, **files) == []
    write(tmp_path, SETTINGS, ["404"])
    listed = (tmp_path / "snippets/claims.txt").read_text()
    texts = (", description: Two a day.", ": A lost key gets a `404`.")
    lines = [f"docs/{page}.md{text}\n" for page in ("again", "page") for text in texts]
    assert listed == "".join([*lines, "openapi.yaml: Keys never expire.\n"])
    files = {"docs__again.md": PAGE.replace("gets a `404`", "gets one"), "snippets__claims.txt": listed}
    (line,) = found(tmp_path, SETTINGS, **files)
    assert line.startswith(
        'docs/again.md:8: snippets/claims.txt: expected a sentence that says "A lost key gets a `404`."'
    )


@pytest.mark.says(
    "The checks list all sentences, and report one that's gone or has another word, until `make record` updates it."
)
@pytest.mark.parametrize(
    ("new", "found_at"),
    [
        ("A new key shows the same list, with its name. Read it.", []),
        ("Read it, and a new key shows its name, with the same list.", []),
        ("A new key shows its name. Read it.", ["docs/more.md:1: snippets/claims.txt"]),
        ("An old key shows its name, with the same list. Read it.", ["docs/more.md:1: snippets/claims.txt"]),
        ("A new key shows its label, with the same list. Read it.", ["docs/more.md:1: snippets/claims.txt"]),
        ("A new key shows its name, with the new list. Read it.", ["docs/more.md:1: snippets/claims.txt"]),
        ("Read it.", ["docs/more.md: snippets/claims.txt"]),
    ],
)
def test_sentence_that_nobody_proves_is_listed_and_found_if_it_says_something_else(
    new: str, found_at: list[str], tmp_path: Path
) -> None:
    files = {"docs__more.md": "A new key shows its name, with the same list. Read it.\n", "snippets__claims.txt": ""}
    assert found(tmp_path, SETTINGS, **files) == []
    write(tmp_path, SETTINGS, ["404"])
    (tmp_path / "docs/more.md").write_text(new)
    lines = [str(each) for each in check_claims(tmp_path, SETTINGS, ["404"])]
    assert [line.partition(": expected a sentence that says")[0] for line in lines] == found_at


def test_figure_is_what_its_pattern_captures_and_one_that_captures_none_is_named(tmp_path: Path) -> None:
    figures = {"code": {"files": "tests/*.py", "find": r"gets a (\d+)"}}
    settings = {**SETTINGS, "figures": figures, "unproved": {**SETTINGS["unproved"], "Lost keys: {code}": "It is so"}}
    assert found(tmp_path, settings) == []
    figures["code"]["find"] = r"gets (\d+)"
    (line,) = found(tmp_path, settings)
    assert line.startswith(
        "asrun.toml: expected figures.code to find one number at 'gets (\\\\d+)' in tests/*.py, actual none"
    )
