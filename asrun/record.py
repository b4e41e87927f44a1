"""`python -m asrun record`: rewrites recordings, figures and pictures, and lists new anchors, from a real run."""

import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from asrun import ROOT
from asrun.claims import repeated
from asrun.derived.files import write
from asrun.examples.environment import isolate
from asrun.examples.example import OUTPUT, RECORDINGS, RESPONSE, load_examples
from asrun.examples.pool import Runs
from asrun.examples.recording import response_text
from asrun.examples.runs import Outcome, needed
from asrun.examples.verdict import agree, behaves, differing, printed, right
from asrun.finding import Finding
from asrun.pages.build import build
from asrun.pages.ledger import entries, kind
from asrun.pages.markdown import fences, source_findings
from asrun.pages.site import ADDRESSED, BuildError
from asrun.pages.tally import FIGURES, figures, summarize
from asrun.pictures import pictures, renew_pictures
from asrun.project import load_api
from asrun.settings import SNIPPETS, project_settings
from asrun.text import glimpse, read_text
from asrun.transport.server import MockServer

PUBLISHED = "asrun-anchors.txt"
"""The anchors of each page's headings, codes and examples, those of before a split too, indented under its name."""


def record(root: Path, server: MockServer) -> list[Finding]:
    """Rewrites what differs. An example that does not do as it states keeps its recordings, and becomes findings.

    If it has none yet, those of its right programs are written.
    Where there are any, the figures stay as they are.
    """
    findings = write(root, server.api.contract)
    examples, wrong_examples = load_examples(root, server.api)
    findings += wrong_examples
    every = []
    with Runs(server) as runs:
        runs.start(case for example in examples for case in needed(example))
        for example in examples:
            outcomes = [runs[case] for case in needed(example)]
            wrong = (
                [finding for outcome in outcomes for finding in behaves(outcome)]
                or agree(outcomes)
                or differing(outcomes)
            )
            findings += wrong
            every += outcomes
            its = outcomes if not wrong else [] if any(map(example.recording, RECORDINGS)) else right(outcomes)
            if its:
                write_recordings(its, outcomes)
    if not findings:
        known = entries(root, examples)
        shown = [kind(fence, known) for page in root.glob("docs/**/*.md") for fence in fences(glimpse(page))]
        for path in root.glob(f"{SNIPPETS}/*/{FIGURES}"):
            path.write_text(figures(examples, every, shown), encoding="utf-8", newline="\n")
        summarize(root)
    return findings


def renew(root: Path, server: MockServer) -> list[Finding]:
    """Rewrites recordings and lists and, where nothing is found, the pictures, and adds new anchors to their list."""
    findings = record(root, server) or source_findings(root)
    if (root / repeated.LIST).is_file():
        contract = server.api.contract
        repeated.write(root, project_settings(root), contract.constants, contract.fields)
    if not findings and ((root / PUBLISHED).is_file() or pictures(root)):
        with tempfile.TemporaryDirectory() as folder:
            site = build(root, Path(folder))
            renew_pictures(root, server.api, site)
            if (root / PUBLISHED).is_file():
                write_anchors(root, site.anchors(ADDRESSED).union(published_anchors(root)))
    return findings


def published_anchors(root: Path) -> list[str]:
    """Each anchor in the list, as `guides/a.md#first-call`."""
    pages = re.findall(r"^(\S+)\n((?: .+\n)*)", read_text(root / PUBLISHED), re.MULTILINE)
    return [f"{page}#{anchor}" for page, anchors in pages for anchor in anchors.split()]


def write_anchors(root: Path, anchors: Iterable[str]) -> None:
    lines = []
    for page, its in groupby(sorted(anchors), lambda anchor: anchor.partition("#")[0]):
        names = " ".join(anchor.partition("#")[2] for anchor in its)
        lines += [page, *(f"  {line}" for line in wrap(names, 118, break_long_words=False, break_on_hyphens=False))]
    (root / PUBLISHED).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def write_recordings(its: Sequence[Outcome], outcomes: Sequence[Outcome]) -> None:
    """Writes the recordings of an example from `its` right runs, and removes those that would be empty.

    What another program that does as stated of the `outcomes` prints on its own is recorded too.
    """
    example, texts = its[0].case.example, dict.fromkeys(RECORDINGS, "")
    if example.fields is not None:
        texts[RESPONSE] = response_text(its[0].exchanges[-1].response, example.fields)
    for outcome in (*(each for each in outcomes if not behaves(each)), *its):
        texts |= printed(outcome)
    if len({outcome.ended.output for outcome in outcomes if outcome.case.language.prints == "text"}) > 1:
        texts[OUTPUT] = ""  # no text is what all of them print
    for file, text in texts.items():
        if text:
            (example.folder / file).write_text(text, encoding="utf-8", newline="\n")
        else:
            (example.folder / file).unlink(missing_ok=True)


def main(_: Sequence[str]) -> int:
    """The exit status."""
    isolate()
    with MockServer(load_api(ROOT), walled=True) as server:
        try:
            lines = [str(finding) for finding in renew(ROOT, server)]
        except BuildError as error:
            lines = [str(error)]
    sys.stderr.writelines(f"{line}\n" for line in lines)
    return int(bool(lines))
