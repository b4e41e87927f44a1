import pytest

from asrun.claims.comments import of_comments

PYTHON = '''"""Sends it twice.

    An example:

      call()
"""

call()  # once a day
# Never more. It waits
# for 60 seconds.
'''
JAVASCRIPT = """/**
 * Sends it.
 *
 * Twice. @param {string} id
 */
let url = 'https://a'; // no tag
"""


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        (
            "a.py",
            PYTHON,
            {
                "1": "Sends it twice.",
                "3": "An example:",
                "8": "once a day",
                "9": "Never more. It waits for 60 seconds.",
            },
        ),
        ("a.mjs", JAVASCRIPT, {"2": "Sends it.", "4": "Twice.", "6": "no tag"}),
        (
            "a.sh",
            "# Prints it.\n#\n#   a.sh\n#\n# Once.\ncurl '#a' # there\n",
            {"1": "Prints it.", "5": "Once.", "6": "there"},
        ),
    ],
)
def test_comments_are_read_without_marks_types_and_code(name: str, source: str, expected: dict[str, str]) -> None:
    assert {each.where.removeprefix(f"{name}:"): each.text for each in of_comments(name, source)} == expected
