"""Links that others have made go on leading somewhere: no anchor that was once published is lost."""

from asrun import ROOT
from asrun.finding import Finding
from asrun.pages.site import Site
from asrun.record import PUBLISHED
from asrun.report import report
from asrun.text import read_text


def test_published_anchor_is_still_there(site: Site) -> None:
    there = site.anchors()
    fix = "give it an id again, or remove line {} of {} if nothing links to it, as where its example is gone"
    report(
        Finding(
            where=f"docs/{line.partition('#')[0]}",
            expected="an anchor that links lead to",
            actual=f"no {line}",
            fix=fix.format(number, PUBLISHED),
        )
        for number, line in enumerate(read_text(ROOT / PUBLISHED).splitlines(), 1)
        if line not in there
    )
