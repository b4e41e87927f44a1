from pathlib import Path

import pytest

from asrun.pages.site import BuildError, build_with_zensical
from tests.asrun.small_site import small_site, write


@pytest.mark.check
def test_zensical_is_strict_too(tmp_path: Path) -> None:
    write(tmp_path / "project", {"index.md": "# Page\n\n[Gone](gone.md)\n"})
    with pytest.raises(BuildError, match=r"page does not exist[^$]*index\.md:3"):
        build_with_zensical(tmp_path / "project", tmp_path / "copy")


def test_index_of_a_folder_has_the_address_of_the_folder(tmp_path: Path) -> None:
    site, _ = small_site(tmp_path, {"guides/index.md": "# Guides\n"})
    assert [(page.name, page.url) for page in site.pages] == [("guides/index.md", "guides/")]
