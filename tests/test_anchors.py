"""Links that others have made go on leading somewhere: no anchor that was once published is lost."""

import pytest

from tests.harness.anchors import PUBLISHED, lost
from tests.harness.finding import Finding
from tests.harness.pages import PAGES
from tests.harness.report import report
from tests.harness.site import Site


@pytest.mark.parametrize("name", PAGES)
def test_published_anchor_is_still_there(name: str, site: Site) -> None:
    mend = f"give it an id again, or remove its line from tests/{PUBLISHED.name} if it was never published or its example is gone"
    missing = lost(site.page(name))
    report(Finding(f"docs/{name}", "", "", "an anchor that links lead to", f"no {each}", mend) for each in missing)
