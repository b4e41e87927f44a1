"""`python -m asrun build [FOLDER]`: builds the site as [site] in asrun.toml says, into site/ or another folder."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from asrun import ROOT
from asrun.copies.write import write_copies
from asrun.finding import Finding
from asrun.pages.site import BuildError, Page, Site
from asrun.pages.theme import THEMES
from asrun.settings import glimpse_settings
from asrun.text import glimpse, line_of

MKDOCS = "python -m mkdocs build --strict --site-dir {folder}"
"""Builds strictly. (`--quiet` would keep `--strict` from seeing the warnings.)"""


def build(project: Path, output: Path) -> Site:
    """Builds the site as [site] in asrun.toml says, with MkDocs where it says nothing. Raises BuildError.

    `{folder}` in the command is `output`. A site that is built elsewhere, or was built before, is in `folder`.
    """
    settings, site = glimpse_settings(project).get("site", {}), built_in(project, output)
    if command := _command(settings):
        words = [word.replace("{folder}", str(output)) for word in shlex.split(command)]
        _run([sys.executable if word == "python" else word for word in words], project)
        finish(site)
    return site


def built_in(project: Path, output: Path) -> Site:
    """The site that `build` makes, or has made, in that folder."""
    settings = glimpse_settings(project).get("site", {})
    folder = project / settings["folder"] if "folder" in settings else output
    return Site(project, folder, THEMES[settings.get("theme", "material")])


def _command(settings: Mapping[str, str]) -> str:
    """What builds the site, empty where it is built elsewhere, or was built before."""
    return settings.get("build", "" if "folder" in settings else MKDOCS)


def finish(site: Site) -> None:
    """What follows a build: copies of the pages, where asrun.toml wants them. Raises BuildError."""
    if glimpse_settings(site.project).get("copies"):
        write_copies(site)


def _run(command: Sequence[str], project: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}
    run = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        printed = run.stderr + run.stdout
        complaints = re.findall(r"^(?:WARNING|ERROR) +-  (.+(?:\n  - .+)*)$", printed, re.MULTILINE)
        raise BuildError("\n".join(_located(each.replace("\n", ""), project) for each in complaints) or printed)


def _located(complaint: str, project: Path) -> str:
    """A complaint of MkDocs with the place that it is about: the line of a page that has a link, or the navigation."""
    if link := re.match(r"Doc file '(?P<page>.+?)' contains an? (?:[a-z]+ )?link '(?P<link>.+?)'", complaint):
        page = Page(link["page"], glimpse(project / "docs" / link["page"]), "")
        anchor = link["link"].partition("#")[2]
        fix = f" Fix: correct it, or let the heading keep its anchor: {{ #{anchor} }}." if "anchor" in complaint else ""
        return f"{page.where(page.line_of(link['link']))}: {complaint}{fix}"
    if absent := re.match(r"A reference to '(?P<page>.+?)' is included in the 'nav' configuration", complaint):
        return f"mkdocs.yml:{line_of(glimpse(project / 'mkdocs.yml'), absent['page']) or 1}: {complaint}"
    if 'not included in the "nav"' in complaint:
        pages = re.findall(r"  - (\S+)", complaint)
        expected = "a place in the nav of mkdocs.yml"
        return "\n".join(
            str(Finding(file=f"docs/{page}", expected=expected, actual="none", fix="add it")) for page in pages
        )
    return complaint


def main(arguments: Sequence[str]) -> int:
    """The exit status. A site that is built elsewhere gets its copies, too.

    Where the build fails for a source that no builder can read, that is named instead.
    """
    try:
        site = build(ROOT, Path(*arguments or ["site"]).resolve())
        if not _command(glimpse_settings(ROOT).get("site", {})):
            finish(site)
    except BuildError as error:
        from asrun.pages.markdown import source_findings  # noqa: PLC0415 # its parser takes long to import

        sys.stderr.write("\n".join(map(str, source_findings(ROOT))) or str(error))
        sys.stderr.write("\n")
        return 1
    return 0
