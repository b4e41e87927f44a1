import pytest

from asrun.examples.terminal import shells
from tests.mutants.report import JUDGED, TRIED, table, write, write_page
from tests.mutants.trials import programs
from tests.test_examples import EXAMPLES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    if judgements := config.stash.get(JUDGED, []):
        write(judgements)
        if not exitstatus:  # the page says that every survivor is listed
            write_page(judgements, list(programs(EXAMPLES, shells())), config.stash[TRIED])
        terminalreporter.section("mutants")
        for line in table(judgements):
            terminalreporter.write_line(line)
