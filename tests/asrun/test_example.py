import shutil

import pytest

from asrun.examples.example import load_examples
from asrun.transport.faults import WAYS, every_fault
from tests.api import API
from tests.asrun.conftest import FIRST, Copy

TABLE = f"{FIRST}/example.toml"
OTHER = "snippets/authentication/other"
EXCHANGES = 'exchanges = ["POST /v1/generate 200"]'
KEY = 'placeholders.YOUR_API_KEY = "{read}"'
LIVE = 'an example that is live to have exchanges, and to need no more than a key, "{read}"'


@pytest.mark.parametrize(
    ("lines", "expected", "actual"),
    [
        ('exchanges = ["GET v1/me 200"]', 'exchanges to be a list of "METHOD /path STATUS"', "['GET v1/me 200']"),
        ('exchanges = []\nfields = ["A"]', "an exchange with these fields", "none"),
        ("exchanges = []\nlive = true", LIVE, "no exchange"),
        *(
            (f"{EXCHANGES}\n{line}", expected, actual)
            for line, expected, actual in [
                ("fields = [1]", "fields to be a list of strings", "[1]"),
                ('live = "yes"', "live to be true or false", "'yes'"),
                ('fault = "none"', f"fault to be one of {', '.join([*WAYS, *every_fault(API)])}", '"none"'),
                ("exit.curl = true", "exit to be a table of integers", "{'curl': True}"),
                ("exit.ruby = 1", "exit of curl, javascript, python", '"ruby"'),
                ('files = ["docs/a.md"]', "files to be paths from the project's folder", '"a.md"'),
                ('without.ruby = "?"', "without to name curl, javascript, python", '"ruby"'),
                ('proved_by = "tests/a.py"', "proved_by to be a test's path from the project's folder", '"tests/a.py"'),
                ('live = true\nenvironment.A = "a"\nfault = "stall"', LIVE, "A, fault too"),
            ]
        ),
    ],
)
def test_mistake_in_the_table_is_named(copy: Copy, lines: str, expected: str, actual: str) -> None:
    copy.write(TABLE, f"{lines}\n{KEY}\n")
    (finding,) = load_examples(copy.root, API)[1]
    assert (finding.file, finding.expected, finding.actual) == (TABLE, expected, actual)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("curl.sh", "YOUR_API_KEY\r\n", "curl.sh:1:13: expected text alone, actual the character U+000D"),
        ("output.txt", "\0", "output.txt:1:1: expected text alone, actual the character U+0000"),
    ],
)
def test_mistake_in_a_file_is_named_and_the_other_examples_are_read(
    copy: Copy, file: str, text: str, expected: str
) -> None:
    shutil.copytree(copy.root / FIRST, copy.root / OTHER)
    (copy.root / FIRST / file).write_bytes(text.encode())
    (other,), (finding,) = load_examples(copy.root, API)
    assert other.name == "authentication/other"
    assert f": {FIRST}/{expected}" in str(finding)
