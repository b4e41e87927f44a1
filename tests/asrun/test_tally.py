from asrun.pages.tally import FIGURES
from asrun.record import record
from asrun.transport.server import MockServer
from tests.asrun.conftest import FIRST, PAGE, Copy

FILE = f"snippets/any/{FIGURES}"


def test_figures_are_those_of_the_run_unless_a_program_does_not_do_as_its_example_states(
    copy: Copy, server: MockServer
) -> None:
    copy.write(PAGE, f'```bash\n--8<-- "{FIRST.removeprefix("snippets/")}/curl.sh"\n```\n')
    copy.write(FILE, "")
    assert record(copy.root, server) == []
    expected = """\
examples                                    1
programs run, each in a process of its own  3
pasted into a terminal too, in each shell   1
run with requests instead of httpx too      1
exchanges of these programs with the API    3
blocks of code on the pages                 1
  programs                                  1
"""
    assert copy.read(FILE) == expected
    copy.edit(f"{FIRST}/python.py", "/v1/generate", "/v1/generat")
    copy.write(PAGE, "# Page\n")
    assert len(record(copy.root, server)) == 1
    assert copy.read(FILE) == expected
