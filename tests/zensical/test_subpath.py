from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.browser import served
from tests.harness.site import build_with_zensical
from tests.test_subpath import *  # noqa: F403
from tests.test_subpath import PATH


@pytest.fixture(scope="module")  # type: ignore[no-redef]
def address(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site, root = build_with_zensical(project, tmp_path_factory.mktemp("copy")), tmp_path_factory.mktemp("root")
    (root / PATH).symlink_to(site.output)
    with served(root) as address:
        yield address + PATH
