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
SHELL = "# Prints it.\n#\n#   a.sh\n#\n# Once.\ncurl '#a' # there\n"
AT_ITS_END = "a.py:9: Never more. It waits for 60 seconds."


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("a.py", PYTHON, ["a.py:1: Sends it twice.", "a.py:3: An example:", "a.py:8: once a day", AT_ITS_END]),
        ("a.mjs", JAVASCRIPT, ["a.mjs:2: Sends it.", "a.mjs:4: Twice.", "a.mjs:6: no tag"]),
        ("a.sh", SHELL, ["a.sh:1: Prints it.", "a.sh:5: Once.", "a.sh:6: there"]),
    ],
)
def test_comments_are_read_without_marks_types_and_code(name: str, source: str, expected: list[str]) -> None:
    assert [f"{each.where}: {each.text}" for each in of_comments(name, source)] == expected
