import re
from pathlib import Path

from tests.asrun.other_project import LIST, PYTEST, run, write


def test_folder_of_programs_without_a_table_is_named_and_what_failed_last_runs_alone(tmp_path: Path) -> None:
    project = write(tmp_path)
    (project / LIST).with_name("new").mkdir()
    pytest = PYTEST[:-2]  # which let it remember
    done = run(project, *pytest, "asrun.toml", "-k", "table")
    assert f"{Path(LIST).with_name('new')}/example.toml: expected a file" in done.stdout
    assert "\n1 failed in" in run(project, *pytest, "--last-failed").stdout


def test_one_worker_has_the_examples(tmp_path: Path) -> None:
    shown = run(write(tmp_path), *PYTEST, "-p", "xdist", "-n2", "-vv", "-k", "belongs or curl or python or link").stdout
    ran = re.findall(r"\[(gw\d)\].* PASSED .*::(.*)", shown)
    of_examples = {worker for worker, name in ran if "link" not in name}
    assert (len(of_examples), {worker for worker, _ in ran} - of_examples != set()) == (1, True), shown
