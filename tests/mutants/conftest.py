import pytest

from tests.mutants.report import JUDGED, table, write


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if judgements := config.stash.get(JUDGED, []):
        write(judgements)
        terminalreporter.section("mutants")
        for line in table(judgements):
            terminalreporter.write_line(line)
