"""The figures on the verification page are those that the checks count now."""

import re

from tests.harness import ROOT
from tests.harness.blocks import blocks
from tests.harness.finding import Finding, quote
from tests.harness.ledger import entries, kind
from tests.harness.pool import Runs
from tests.harness.recording import difference
from tests.harness.report import report
from tests.harness.runs import needed
from tests.harness.site import Site
from tests.harness.tally import FIGURES, MUTANTS, figures
from tests.mutants.report import made
from tests.mutants.trials import programs
from tests.test_examples import EXAMPLES


def test_figures_are_those_of_this_run(site: Site, runs: Runs) -> None:
    outcomes = [runs[case] for example in EXAMPLES for case in needed(example)]
    known = entries(ROOT, EXAMPLES)
    shown = [kind(block.fence, known) for page in site.pages for block in blocks(site, page)]
    expected, came = figures(ROOT, EXAMPLES, outcomes, shown), (ROOT / "snippets" / FIGURES).read_text("utf-8")
    if came != expected:
        number, its, mine = difference(expected, came)
        expects = f"{quote(its)} in line {number}, as this run counts"
        report([Finding("", "", f"snippets/{FIGURES}", expects, quote(mine), "run make record")])


def test_mutants_are_those_of_the_programs_as_they_are() -> None:
    text = (ROOT / "snippets" / MUTANTS).read_text("utf-8")
    stated = re.findall(r"^edits made in them +([\d,]+)$", text, re.MULTILINE)
    expected = f"{made(programs(EXAMPLES, ())):,}"
    if stated != [expected]:
        expects = f"{expected} edits made in the programs, as they are now"
        report([Finding("", "", f"snippets/{MUTANTS}", expects, " ".join(stated) or "none", "run make mutants")])
