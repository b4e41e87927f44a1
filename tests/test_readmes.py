"""The READMEs: the code that they have exists, and their figures are those of what decides them."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from asrun import ROOT
from asrun.claims.meaning import NUMBERS
from asrun.examples.languages import LANGUAGES
from asrun.examples.process import LIMIT
from asrun.finding import Finding, quote
from asrun.judge.program import LIMIT as JUDGE_LIMIT
from asrun.pages.inline import Known, check_texts
from asrun.pages.markdown import prose
from asrun.report import report
from asrun.text import read_text, read_toml
from tests.api import EXAMPLES
from tests.openapi import SOURCE

README, ENGINE, BENCHMARKS = "README.md", "asrun/README.md", "benchmarks/README.md"
FIGURE = rf"\b(?:\d\S*|{'|'.join(word for word in NUMBERS if word not in ('two', 'three', '.'))})\b"
OF_OTHERS = ("git log -- benchmarks/rivals.py", "content.lazy")
MAKEFILE = read_text(ROOT / "Makefile")
PYTHON = read_toml(ROOT / "pyproject.toml")["project"]["requires-python"].removeprefix(">=")
(PORT,) = re.findall(r"--dev-addr 127\.0\.0\.1:\$\(or \$\(PORT\),(\d+)\)", MAKEFILE)
(ROUNDS,) = re.findall(r"^ROUNDS = (\d+)", read_text(ROOT / "benchmarks/measure.py"), re.MULTILINE)
LIMITS = re.findall(r"^    \S.*: ([\d.]+),$", read_text(ROOT / "benchmarks/run_in_page.py"), re.MULTILINE)

FIGURES: dict[str, dict[str, str]] = {
    "Makefile": {r"Python (\S+) or later is needed": PYTHON, r"--python-version (\S+)": PYTHON},
    README: {
        r"Python (\d\S+) or later": PYTHON,
        r"http://127\.0\.0\.1:(\d+)": PORT,
        r"(\w+) complete programs": str(len(LANGUAGES)),
        r"follow these (\w+) paths": str(len(re.findall(r"^- \*\*From ", read_text(ROOT / README), re.MULTILINE))),
        r"(\w+) minutes": "15",  # a person's
    },
    ENGINE: {
        r"Python (\d\S+) or later": PYTHON,
        r"OpenAPI (\S+ or \S+?),": "3.0 or 3.1",  # tests/asrun/default has contracts of both
        r"or it waits (\d+) seconds": f"{LIMIT:g}",
        r"Default: (\d+) seconds": f"{JUDGE_LIMIT:g}",
        r"Each shell pastes them (\w+) times": "3",  # tests/test_shell_forms.py
        r"\((\d+ or later, or [\d.]+)\)": "24 or later, or 22.21",  # Node.js's manual
        r"`util-linux` (\S+) or later": "2.38",  # its manual of setpriv
        r"A (\d+) in HTML": str(HTTPStatus.BAD_GATEWAY.value),
        r"a (\d+) in JSON": str(HTTPStatus.FORBIDDEN.value),
        r"Swagger (\S+),": "2.0",
        r"fewer than (\w+) words": "4",  # tests/asrun/claims
        r"exit status isn't (\d)": "0",
    },
    BENCHMARKS: {
        r"turns for (\w+) rounds": ROUNDS,
        r"The limit for the first run is ([\d.]+),": LIMITS[0],
        r"Its limit is ([\d.]+),": LIMITS[1],
        r"or ([\d.]+) in JavaScript": LIMITS[2],
    },
}
"""Each figure, by the text that has it and how it reads there: `re` finds it, and nothing else of its kind."""


def test_code_in_readmes_exists() -> None:
    report(check_texts(ROOT, (README, ENGINE, BENCHMARKS), Known(ROOT, SOURCE, EXAMPLES, {}, OF_OTHERS), [ENGINE]))


def test_figures_of_readmes_are_what_decides_them() -> None:
    report(finding for name in FIGURES for finding in wrong_figures(name))


def wrong_figures(name: str) -> Iterator[Finding]:
    text = rest = read_text(ROOT / name)
    for form, expected in FIGURES[name].items():
        pattern = form.replace(" ", r"\s+")
        found = list(re.finditer(pattern, text))
        for match in found:
            actual = NUMBERS.get(match[1].lower(), match[1])
            if actual != expected:
                where = f"{name}:{text.count(chr(10), 0, match.start(1)) + 1}"
                fix = "correct it, or what decides it"
                yield Finding(where=where, expected=expected, actual=quote(match[0]), fix=fix)
        if not found:
            yield Finding(file=name, expected=f"a figure that reads {pattern}", actual="none", fix="correct the test")
        rest = re.sub(pattern, lambda match: re.sub(r"\S", " ", str(match[0])), rest)
    for number, line in prose(rest) if name in (README, ENGINE) else ():
        for figure in re.findall(FIGURE, re.sub(r"`[^`]*`|!?\[.*?\]\(\S+\)|^\d+\. ", "", line), re.IGNORECASE):
            fix = "correct it, or add what decides it to the test"
            yield Finding(where=f"{name}:{number}", expected="a figure that is decided", actual=quote(figure), fix=fix)
