"""What a browser tries: for `make test` a page of each kind, for `make check` all pages, and Zensical's site."""

import shutil
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.pages.build import build
from asrun.pages.markdown import PAGES
from asrun.pages.site import Site

KINDS = ("index.md", "getting-started/authentication.md", "api-reference/errors.md", "api-reference/endpoints/keys.md")
"""A page of each kind: what a browser meets there is the theme's, and the words are the same on all."""

# MkDocs' site is no parameter: the tests that know no other share it, and so it is served and visited once.
MKDOCS, ZENSICAL = None, "zensical"

each_builder = pytest.mark.parametrize(
    "site",
    [pytest.param(MKDOCS, id="MkDocs"), pytest.param(ZENSICAL, id="Zensical", marks=pytest.mark.check)],
    indirect=True,
)

OURS = [pytest.param(page, MKDOCS, id=page, marks=[pytest.mark.check] * (page not in KINDS)) for page in PAGES]
OTHERS = [pytest.param(page, ZENSICAL, id=f"{page} by Zensical", marks=pytest.mark.check) for page in KINDS]

each_page = pytest.mark.parametrize(("page", "site"), [*OURS, *OTHERS], indirect=["site"])
each_page_of_ours = pytest.mark.parametrize(("page", "site"), OURS, indirect=["site"])


def build_with_zensical(project: Path, copy: Path) -> Site:
    """Builds the same sources with Zensical in a copy, as it writes nowhere but there. Raises BuildError."""
    for folder in ("docs", "snippets"):
        shutil.copytree(project / folder, copy / folder)
    shutil.copy(project / "mkdocs.yml", copy)
    (copy / "asrun").symlink_to(ROOT / "asrun")
    settings = 'copies = true\nsite = {build = "python -m zensical build --strict", folder = "site"}\n'
    (copy / "asrun.toml").write_text(settings, "utf-8")
    return build(copy, copy)
