"""Tests that race the machine, or leave something under way, are refused; honest ones are not."""

import tomllib
from pathlib import Path

import pytest

from asrun import ROOT
from tests.races import of_folder, races

PLANTED = tomllib.loads(Path(__file__).with_name("races.toml").read_text("utf-8"))


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_planted_test_is_refused_in_one_line_or_accepted(planted: dict[str, str]) -> None:
    found = races(planted["text"], "tests/test_a.py")
    assert [slip for slip in found if "\n" in slip] == []
    assert bool(found) == ("refused" in planted)
    assert not found or found[0].startswith(planted["refused"])


def test_no_test_races_the_machine() -> None:
    assert of_folder(ROOT / "tests") == []
