from pathlib import Path

from asrun.pages.tally import FIGURES, drifts, table
from asrun.record import record
from asrun.transport.server import MockServer
from tests.asrun.conftest import FIRST, Copy

FILE = f"snippets/{FIGURES}"


def counted(copy: Copy) -> dict[str, str]:
    return {label.strip(): count for label, _, count in (line.rpartition(" ") for line in copy.read(FILE).splitlines())}


def test_figures_are_those_of_the_run(copy: Copy, server: MockServer) -> None:
    copy.write(
        "docs/getting-started/authentication.md", f'```bash\n--8<-- "{FIRST.removeprefix("snippets/")}/curl.sh"\n```\n'
    )
    copy.write("tests/drift/pages.toml", '[["test_site::test_site_builds"]]\ndrift = "a link"\n')
    assert record(copy.root, server) == []
    assert counted(copy) == {
        "examples": "1",
        "programs run, each in a process of its own": "3",
        "pasted into a terminal too, in each shell": "1",
        "run with requests in the place of httpx too": "1",
        "exchanges of these programs with the API": "3",
        "blocks of code on the pages": "1",
        "programs": "1",
        "drifts made in a copy, and found": "1",
    }


def test_second_run_counts_the_same(copy: Copy, server: MockServer) -> None:
    copy.write("docs/index.md", f'```text\n--8<-- "{FIGURES}"\n```\n')
    record(copy.root, server)
    before = copy.read(FILE)
    record(copy.root, server)
    assert copy.read(FILE) == before


def test_figures_stay_where_a_program_does_not_do_as_its_example_states(copy: Copy, server: MockServer) -> None:
    copy.write(FILE, "as before\n")
    copy.edit(f"{FIRST}/python.py", "/v1/generate", "/v1/generat")
    assert len(record(copy.root, server)) == 1
    assert copy.read(FILE) == "as before\n"


def test_every_edit_of_the_tables_of_drifts_is_counted(tmp_path: Path) -> None:
    (tmp_path / "tests/drift").mkdir(parents=True)
    (tmp_path / "tests/drift/a.toml").write_text(
        '[["a::b"]]\nnew = "1"\n\n[["a::b"]]\nnew = "2"\n\n[["a::c"]]\nnew = "3"\n'
    )
    (tmp_path / "tests/drift/b.toml").write_text('[["a::b"]]\nnew = "4"\n')
    assert drifts(tmp_path) == 4


def test_columns_of_a_table_are_aligned() -> None:
    assert table({"blocks": "1,000", "  programs": "20"}) == "blocks      1,000\n  programs     20\n"
