"""`python -m scripts.serve`: serves the site as `mkdocs serve` does, each time with what `asrun build` writes, too."""

import sys
from pathlib import Path

from mkdocs.__main__ import cli
from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig

from asrun import ROOT
from asrun.pages.build import finish
from asrun.pages.site import Site
from run_in_page.build import bundle


def build_as_published(config: MkDocsConfig, *, serve_url: str | None = None, dirty: bool = False) -> None:
    bundle()
    build(config, serve_url=serve_url, dirty=dirty)
    finish(Site(ROOT, Path(config.site_dir)))


if __name__ == "__main__":
    vars(serve).update(build=build_as_published)
    cli(["serve", *sys.argv[1:]])
