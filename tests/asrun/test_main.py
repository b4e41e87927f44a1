from pathlib import Path

from tests.asrun.other_project import run


def test_settings_that_cannot_be_used_are_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "asrun.toml").write_text("site = {}\n")
    done = run(tmp_path, "asrun", "record")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("python -m asrun record: asrun.toml: expected contract to be a string")
