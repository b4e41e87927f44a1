"""What shellcheck notices: quotes that are missing, in the programs of a shell alone."""

from asrun.examples.languages import CURL, PYTHON
from tests.mutants.linted import linted


def test_quotes_that_are_missing_are_found() -> None:
    assert "SC2086" in linted(CURL, b"echo $1\n")


def test_nothing_is_found_in_what_is_right_and_in_other_languages() -> None:
    assert (linted(CURL, b'echo "$1"\n'), linted(PYTHON, b"echo $1\n")) == ("", "")
