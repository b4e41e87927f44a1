"""How mutants run: a Python one in a fork as by itself, and a hurried one without sleeping."""

import pytest

from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, execute, workplace
from tests.mutants.bounded import Bounded

SLEEPERS = {
    JAVASCRIPT: """\
import { setTimeout as sleep } from "node:timers/promises";
await sleep((80 + 20 * Math.random()) * 1000);
""",
    PYTHON: "import random, time\ntime.sleep(random.uniform(80, 100))\n",
}


@pytest.fixture(scope="module")
def bounded() -> Bounded:
    return Bounded()


def run(bounded: Bounded, language: Language, program: str, *, hurried: bool = False) -> Ended:
    with workplace(language.file, program.encode()) as place:
        return bounded(language.command, {"API_KEY": "secret"}, place, limit=30, hurried=hurried)


@pytest.mark.parametrize("language", SLEEPERS, ids=lambda language: language.name)
def test_a_hurried_program_says_how_long_it_would_sleep(bounded: Bounded, language: Language) -> None:
    assert run(bounded, language, SLEEPERS[language], hurried=True) == Ended(0, "", "sleeps 90 s\n")


@pytest.mark.parametrize(
    "program",
    [
        "import sys\nprint('out')\nsys.exit('no')\n",
        "import os, sys\nprint(sys.argv, __name__, *sorted(os.environ))\nsys.exit(3)\n",
        "open('new.txt', 'w')\n",
    ],
)
def test_a_python_program_in_a_fork_does_what_it_does_by_itself(bounded: Bounded, program: str) -> None:
    with workplace(PYTHON.file, program.encode()) as place:
        alone = execute(PYTHON.command, {"API_KEY": "secret"}, place)
    assert run(bounded, PYTHON, program) == alone
