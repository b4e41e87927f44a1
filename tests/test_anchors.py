"""Links that others have made go on leading somewhere: no anchor that was once published is lost."""

from asrun import ROOT
from asrun.finding import Finding
from asrun.pages.site import Site
from asrun.record import PUBLISHED, published_anchors
from asrun.report import report


def test_published_anchor_is_still_there(site: Site) -> None:
    there = site.anchors()
    report(
        Finding(
            where=f"docs/{anchor.partition('#')[0]}",
            expected="an anchor that links lead to",
            actual=f"no {anchor}",
            fix=f"give it an id again or, if nothing links to it since its example is gone, remove it from {PUBLISHED}",
        )
        for anchor in published_anchors(ROOT)
        if anchor not in there
    )
