"""Links that others have made go on leading somewhere: no anchor that was once published is lost."""

import pytest

from asrun.finding import Finding
from asrun.pages.anchors import PUBLISHED, lost
from asrun.pages.places import PAGES
from asrun.pages.site import Site
from asrun.report import report
from asrun.text import read_text


@pytest.mark.parametrize("name", PAGES)
def test_published_anchor_is_still_there(name: str, site: Site) -> None:
    lines = read_text(PUBLISHED).splitlines()
    fix = "give it an id again, or remove line {} of tests/{} if nothing links to it, as where its example is gone"
    report(
        Finding(
            where=f"docs/{name}",
            expected="an anchor that links lead to",
            actual=f"no {each}",
            fix=fix.format(lines.index(each) + 1, PUBLISHED.name),
        )
        for each in lost(site.page(name))
    )
