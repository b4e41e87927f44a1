"""What the pages say that readers need is what the examples need: no older release is promised than is tried."""

import re
import subprocess

import pytest

from asrun import ROOT
from asrun.text import glimpse, read_yaml
from tests.tables import OLDEST


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


@pytest.mark.parametrize(("name", "language"), [("node", "JavaScript"), ("python", "Python")])
@pytest.mark.says(
    "Node.js 22 or later",
    "Needs Node.js 22 or later and nothing else.",
    "Python 3.11 or later, and `pip install httpx`",
    "Needs Python 3.11 or later and httpx (`pip install httpx`).",
)
def test_examples_are_tried_on_the_oldest_release_that_pages_name(name: str, language: str) -> None:
    jobs = read_yaml(ROOT / ".github/workflows/docs.yml")["jobs"]
    assert min(jobs["linux"]["strategy"]["matrix"][name], key=version) == OLDEST[language]


@pytest.mark.says("curl 7.76 or later", "Needs curl 7.76 or later.")
def test_newest_option_that_the_programs_give_curl_came_with_the_release_that_pages_name() -> None:
    # curl's own manual says with which release an option came, but for the oldest ones.
    manual = subprocess.run(["curl", "--disable", "--manual"], capture_output=True, text=True, check=True).stdout
    sections = re.split(r"^ {7}(?:-., )?(--[a-z][a-z0-9.-]*).*$", manual, flags=re.MULTILINE)
    added = {
        option: found[1] if (found := re.search(r"Added in ([\d.]*\d)\.\s*\Z", text)) else "0"
        for option, text in zip(sections[1::2], sections[2::2], strict=True)
    }
    programs = [*ROOT.glob("snippets/*/*/curl.sh"), ROOT / "docs/guides/clients/example-api.sh"]
    used = {f"--{name}" for path in programs for name in re.findall(r"(?<!\S)--(?:no-)?([a-z][a-z-]+)", glimpse(path))}
    assert used <= set(added)
    assert max((added[option] for option in used), key=version).removesuffix(".0") == OLDEST["cURL"]
