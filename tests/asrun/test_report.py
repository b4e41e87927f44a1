from pathlib import Path

import pytest

from tests.asrun.other_project import PYTEST, run, write

TEST = "test_quickstart_page.py"
TESTS = """\
import pytest

def test_gone(site):
    site.page("gone.md")

@pytest.mark.parametrize("heading", ["List pets: two"])
def test_heading(site, heading):
    assert heading == "none"

def test_shape(site):
    (page,) = site.pages[1:]
"""
FOUND = """\
docs/gone.md: expected a page, actual none. Fix: restore it, or remove what is about it.
docs/quickstart.mdx:8: TEST:8: expected heading == "none", actual "'List pets: two' == 'none'
docs/quickstart.mdx:1: TEST:11: expected (page,) = site.pages[1:], actual "ValueError: not enough values to unpack (\
"""


@pytest.mark.check
def test_what_a_check_of_the_site_raises_is_one_line_at_its_page_and_heading(tmp_path: Path) -> None:
    project = write(tmp_path)
    (project / TEST).write_text(TESTS, "utf-8")
    printed = run(project, *PYTEST, "-p", "no:randomly", TEST).stdout
    lines = [line for line in printed.splitlines() if ": expected " in line and not line.startswith("FAILED")]
    assert len(lines) == 3, printed
    for line, begins in zip(lines, FOUND.replace("TEST", TEST).splitlines(), strict=True):
        assert line.startswith(begins)
