"""Ordered lists, and numbers over lists: a small site has all these sections, each with what is said of it."""

from pathlib import Path

from asrun.pages.lists import check_counts, check_steps
from tests.asrun.small_site import short, small_site

BOUND = """contract = "openapi.yaml"
claims = { tests = ["tests"] }
steps."page.md#gone" = ["Open"]
steps."page.md#reworded" = ["Choose a tab", "Paste"]
steps."page.md#swapped" = ["Choose a tab", "Paste a line"]
"""
TEST = """import pytest

@pytest.mark.steps("page.md#page", "Create", "Delete")
def test_rotates(): ...
"""


def test_list_and_what_a_test_performs_have_the_same_steps(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "asrun.toml").write_text(BOUND)
    (tmp_path / "tests/test_rotation.py").write_text(TEST)
    lists = "# Page\n\n1. [Create](page.md) a **key**.\n\n## Reworded\n\n1. Pick your tab.\n1. Paste.\n"
    site, _ = small_site(tmp_path, {"page.md": f"{lists}\n## Swapped\n\n1. Paste your line.\n1. Pick a tab.\n"})
    assert list(map(short, check_steps(site))) == [
        'docs/page.md:3: expected step 2 to be "Delete", actual no such step',
        'docs/page.md:12: expected step 1 to be "Choose a tab", actual "Paste your line."',
        "asrun.toml:3: expected a list at page.md#gone with the steps Open, actual none",
    ]


COUNTS = {
    "Two things:\n\n- A\n- B\n": "",
    "There are 3 small things:\n\n- A\n- B\n": "3 small things",
    "These four:\n\n1. A\n1. B\n": "four",
    "Wait 30 seconds or two minutes:\n\n- A\n": "",
    "It has two fields:\n\n```text\na\n```\n\n| Field | P |\n| - | - |\n| a | q |\n| a | w |\n| b | r |\n": "",
    "It has three fields:\n\n| Field | P |\n| - | - |\n| a | q |\n| a | w |\n| b | r |\n": "three fields",
    "| Role |\n| - |\n| `a` |\n| `b` |\n| `c` |\n\n`b` includes the other two.\n": "",
    "| Role |\n| - |\n| `a` |\n| `b` |\n| `c` |\n\n`b` includes the other three.\n": "the other three",
    "- A\n- B\n\nThe first two are enough.\n": "The first two",
    "- A\n- B\n- C\n\nThe first two are enough.\n": "",
}


def test_number_that_does_not_count_what_is_beside_it_is_named(tmp_path: Path) -> None:
    text = "".join(f"## Case {number}\n\n{markdown}\n" for number, markdown in enumerate(COUNTS))
    site, _ = small_site(tmp_path, {"page.md": f"# Page\n\n{text}"})
    assert [str(finding).partition('actual "')[2].partition('"')[0] for finding in check_counts(site)] == [
        found for found in COUNTS.values() if found
    ]
