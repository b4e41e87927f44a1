from collections.abc import Iterator
from pathlib import Path

import pytest

from asrun.browser.served import served
from asrun.pages.site import build_with_zensical
from tests.test_subpath import (  # all but the search from a missing page: Zensical's is its own
    PATH,
    project,
    test_page_stays_below_the_path_with_navigation_and_the_choice_of_a_language,
)

pytestmark = pytest.mark.check

__all__ = ["project", "test_page_stays_below_the_path_with_navigation_and_the_choice_of_a_language"]


@pytest.fixture(scope="module")
def address(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = build_with_zensical(project, tmp_path_factory.mktemp("copy"))
    with served(site.output, below=PATH) as address:
        yield address
