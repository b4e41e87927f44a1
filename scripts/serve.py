"""`python -m scripts.serve`: serves the site as `mkdocs serve` does, each time with what `asrun build` writes, too."""

import sys
from pathlib import Path

from mkdocs.__main__ import cli
from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig

from asrun import ROOT
from asrun.copies.write import write_copies
from asrun.pages.site import Site


def build_with_copies(config: MkDocsConfig, *, serve_url: str | None = None, dirty: bool = False) -> None:
    build(config, serve_url=serve_url, dirty=dirty)
    write_copies(Site(ROOT, Path(config.site_dir)))


if __name__ == "__main__":
    vars(serve).update(build=build_with_copies)
    cli(["serve", *sys.argv[1:]])
