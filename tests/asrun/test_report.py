import pytest

from asrun.finding import Finding
from asrun.report import report


def test_findings_fail_a_test_with_one_line_each_and_nothing_else() -> None:
    report([])
    with pytest.raises(pytest.fail.Exception) as failed:
        report(Finding(file=file, expected="one", actual="two\n  lines", fix="it") for file in ("a.md:1", "b.md:2"))
    assert str(failed.value) == (
        "a.md:1: expected one, actual two lines. Fix: it.\nb.md:2: expected one, actual two lines. Fix: it."
    )
    assert not failed.value.pytrace
