from pathlib import Path

from asrun.pages.tally import check_mutation, mutation, summary


def test_summary_says_what_part_of_the_mutants_was_noticed(tmp_path: Path) -> None:
    file = tmp_path / "mutants.txt"
    file.write_text(mutation("0123456789ab", {"curl": (1, 9, 2, 1), "python": (1, 9, 1, 0)}), "utf-8")
    assert summary(tmp_path) == "- **75.00%** of planted mistakes noticed\n"
    assert list(check_mutation(tmp_path, file.name)) == []
    file.write_text(file.read_text("utf-8").replace("75.00", "85.00"), "utf-8")
    (finding,) = check_mutation(tmp_path, file.name)
    assert (finding.where, '"all' in finding.expected) == ("mutants.txt:6", True)
