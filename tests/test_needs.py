"""What the pages say that readers need is what the examples need: no older release is promised than is tried."""

import re
import subprocess
from collections.abc import Iterable

import pytest

from asrun import ROOT
from asrun.text import glimpse, read_text, read_yaml
from tests.tables import OLDEST

WORKFLOW = ROOT / ".github/workflows/docs.yml"
OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]+")


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def oldest_tried(name: str) -> str:
    matrix = read_yaml(WORKFLOW)["jobs"]["linux"]["strategy"]["matrix"]
    versions: Iterable[str] = matrix[name]
    return min(versions, key=version)


def test_examples_are_tried_on_the_oldest_node_that_pages_name() -> None:
    assert oldest_tried("node") == OLDEST["JavaScript"]


def test_examples_are_tried_on_the_oldest_python_that_pages_name() -> None:
    assert oldest_tried("python") == OLDEST["Python"]


def test_newest_option_that_the_programs_give_curl_came_with_the_release_that_pages_name() -> None:
    added = options_of_curl()
    programs = [*ROOT.glob("snippets/*/*/curl.sh"), ROOT / "docs/guides/clients/example-api.sh"]
    used = {option for path in programs for option in OPTION.findall(glimpse(path))}
    assert used <= set(added)
    newest = max((added[option] for option in used), key=version)
    assert newest.removesuffix(".0") == OLDEST["cURL"]


def options_of_curl() -> dict[str, str]:
    """The release that brought each option, by curl's own manual, which says nothing of the oldest ones."""
    manual = subprocess.run(["curl", "--disable", "--manual"], capture_output=True, text=True, check=True).stdout
    sections = re.split(r"^ {7}(?:-., )?(--[a-z][a-z0-9.-]*).*$", manual, flags=re.MULTILINE)
    return {
        option: found[1] if (found := re.search(r"Added in ([\d.]*\d)\.\s*\Z", text)) else "0"
        for option, text in zip(sections[1::2], sections[2::2], strict=True)
    }


@pytest.mark.parametrize(
    ("file", "need"),
    [
        ("example-api.sh", f"curl {OLDEST['cURL']} or later"),
        ("example-api.mjs", f"Node.js {OLDEST['JavaScript']} or later"),
        ("example_api.py", f"Python {OLDEST['Python']} or later"),
    ],
)
def test_client_says_what_it_needs(file: str, need: str) -> None:
    assert f"Needs {need}" in read_text(ROOT / "docs/guides/clients" / file)
