from pathlib import Path

from tests.asrun.other_project import LIST, PYTEST, run, write


def test_folder_of_programs_without_a_table_is_named_and_what_failed_last_runs_alone(tmp_path: Path) -> None:
    project = write(tmp_path)
    (project / LIST).with_name("new").mkdir()
    pytest = PYTEST[:-2]  # which let it remember
    done = run(project, *pytest, "asrun.toml", "-k", "table")
    assert f"{Path(LIST).with_name('new')}/example.toml: expected a file" in done.stdout
    assert "\n1 failed in" in run(project, *pytest, "--last-failed").stdout
