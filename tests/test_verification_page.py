"""The figures on the verification page are those that the checks count now."""

import re

import pytest

from asrun import ROOT
from asrun.examples.pool import Runs
from asrun.examples.recording import difference
from asrun.examples.runs import needed
from asrun.examples.terminal import SHELLS
from asrun.finding import Finding, quote
from asrun.pages import tally
from asrun.pages.blocks import blocks
from asrun.pages.ledger import entries, kind
from asrun.pages.site import Site
from asrun.report import report
from asrun.text import read_text, read_yaml
from tests.api import EXAMPLES

FOLDER = "snippets/verification"


def test_figures_are_those_of_this_run(site: Site, runs: Runs) -> None:
    outcomes = [runs[case] for example in EXAMPLES for case in needed(example)]
    known = entries(ROOT, EXAMPLES)
    shown = [kind(block.fence, known) for page in site.pages for block in blocks(site, page)]
    expected, actual = tally.figures(EXAMPLES, outcomes, shown), read_text(ROOT / FOLDER / tally.COUNTED[0])
    _compare(tally.COUNTED[0], expected, actual, "as this run counts")


def test_figures_of_the_home_page_are_those_of_the_last_runs() -> None:
    folder = ROOT / FOLDER
    expected, actual = tally.summary(folder), read_text(folder / tally.SUMMARY)
    _compare(tally.SUMMARY, expected, actual, "as the last runs counted")


def _compare(file: str, expected: str, actual: str, why: str) -> None:
    if actual != expected:
        number, its, mine = difference(expected, actual)
        where = f"{FOLDER}/{file}:{number}"
        report([Finding(where=where, expected=f"{quote(its)}, {why}", actual=quote(mine), fix="run make record")])


@pytest.mark.says(
    "The checks run on every change and once a week.",
    "We run every example before we publish it, exactly as you copy it.",
    "If a page is wrong, a check fails before the page is published. This explains how the checks work and can't.",
    "cURL is pasted into open terminals, bash and zsh. They must do the same there and leave the terminal open.",
)
def test_systems_times_and_shells_are_those_of_the_workflow_and_the_pastes(site: Site) -> None:
    text = " ".join(site.page("verification.md").article.get_text().split())
    # To other loaders, `on` is a boolean.
    workflow = read_yaml(ROOT / ".github/workflows/docs.yml")
    named = [system for system in ("Linux", "macOS", "Windows") if system in text]
    runs_on = {job["runs-on"] for name, job in workflow["jobs"].items() if name not in ("build", "deploy")}
    assert sorted(f"{system.lower()}-latest".replace("linux", "ubuntu") for system in named) == sorted(runs_on)
    assert {"linux", "macos", "windows"} <= {*workflow["jobs"]["build"]["needs"]}
    assert {"pull_request", "push"} <= workflow["on"].keys()
    assert re.fullmatch(r"\d+ \d+ \* \* \d", workflow["on"]["schedule"][0]["cron"])
    assert sorted(SHELLS) == ["bash", "zsh"]
