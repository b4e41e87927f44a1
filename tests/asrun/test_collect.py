from pathlib import Path

from tests.asrun.other_project import LIST, PYTEST, run, write


def test_folder_of_programs_without_a_table_is_named(tmp_path: Path) -> None:
    project = write(tmp_path)
    (project / LIST).with_name("new").mkdir()
    done = run(project, *PYTEST, "asrun.toml", "-k", "table")
    assert f"{Path(LIST).with_name('new')}/example.toml: expected a file" in done.stdout
