"""The READMEs: the code that they have exists, and their figures are those of what decides them."""

import re
from collections.abc import Iterator

from asrun import ROOT
from asrun.claims.lexicon import NUMBERS
from asrun.examples.languages import LANGUAGES
from asrun.examples.process import LIMIT
from asrun.finding import Finding, quote
from asrun.judge.program import LIMIT as JUDGE_LIMIT
from asrun.pages.inline import Known, check_texts
from asrun.report import report
from asrun.text import read_text, read_toml
from tests.api import EXAMPLES
from tests.openapi import SOURCE

README, ENGINE, BENCHMARKS = "README.md", "asrun/README.md", "benchmarks/README.md"
OF_OTHERS = ("git log -- benchmarks/rivals.py", "content.lazy")
TEXTS = {name: read_text(ROOT / name) for name in ("Makefile", README, ENGINE, BENCHMARKS)}
PYTHON = read_toml(ROOT / "pyproject.toml")["project"]["requires-python"].removeprefix(">=")
(PORT,) = re.findall(r"--dev-addr 127\.0\.0\.1:\$\(or \$\(PORT\),(\d+)\)", TEXTS["Makefile"])
(ROUNDS,) = re.findall(r"^ROUNDS = (\d+)", read_text(ROOT / "benchmarks/measure.py"), re.MULTILINE)
LIMITS = re.findall(r"^    \S.*: ([\d.]+),$", read_text(ROOT / "benchmarks/run_in_page.py"), re.MULTILINE)

FIGURES = {
    r"Python (\d\S+) or later": PYTHON,
    r"--python-version (\S+)": PYTHON,
    r"http://127\.0\.0\.1:(\d+)": PORT,
    r"(\w+) complete programs": str(len(LANGUAGES)),
    r"follow these (\w+) paths": str(len(re.findall(r"^- \*\*From ", TEXTS[README], re.MULTILINE))),
    r"or it waits (\d+) seconds": f"{LIMIT:g}",
    r"Default: (\d+) seconds": f"{JUDGE_LIMIT:g}",
    r"turns for (\w+) rounds": ROUNDS,
    r"The limit for the first run is ([\d.]+),": LIMITS[0],
    r"Its limit is ([\d.]+),": LIMITS[1],
    r"or ([\d.]+) in JavaScript": LIMITS[2],
}
"""What decides each figure, by how it reads in a README or the Makefile."""


def test_code_in_readmes_exists() -> None:
    report(check_texts(ROOT, (README, ENGINE, BENCHMARKS), Known(ROOT, SOURCE, EXAMPLES, {}, OF_OTHERS), [ENGINE]))


def test_figures_of_readmes_are_what_decides_them() -> None:
    report(
        finding for form, expected in FIGURES.items() for finding in wrong_figures(form.replace(" ", r"\s+"), expected)
    )


def wrong_figures(form: str, expected: str) -> Iterator[Finding]:
    found = [(name, match) for name, text in TEXTS.items() for match in re.finditer(form, text)]
    assert found, form
    for name, match in found:
        if NUMBERS.get(match[1].lower(), match[1]) != expected:
            where = f"{name}:{TEXTS[name].count(chr(10), 0, match.start(1)) + 1}"
            fix = "correct it, or what decides it"
            yield Finding(where=where, expected=expected, actual=quote(match[0]), fix=fix)
