"""A small site, with an example of its own, in which tests make mistakes."""

import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.meta import get_data

from asrun import ROOT
from asrun.examples.example import Example, load_examples
from asrun.pages.site import Page, Site
from tests.api import API

TABS = "".join(
    f'=== "{label}"\n\n    ```{fence}\n    --8<-- "small/first/{file}"\n    ```\n\n'
    for label, fence, file in (
        ("cURL", "bash", "curl.sh"),
        ("JavaScript", "javascript", "javascript.mjs"),
        ("Python", "python", "python.py"),
    )
)

PAGE = (
    "# Page\n\n"
    + TABS
    + "".join(
        f'```{fence}\n--8<-- "small/{file}"\n```\n\n'
        for fence, file in (("text", "first/output.txt"), ("http", "first/response.http"), ("bash", "set.sh"))
    )
)
"""It shows everything there is, once, and nothing else."""


def write(project: Path, pages: Mapping[str, str]) -> None:
    """Writes a project that a builder can build: `pages` by their names, and the real settings without their nav."""
    settings = re.sub(r"^nav:\n( +.*\n)+", "", (ROOT / "mkdocs.yml").read_text("utf-8"), flags=re.MULTILINE)
    shutil.copytree(ROOT / "docs/assets", project / "docs/assets", ignore=shutil.ignore_patterns("run"))
    (project / "snippets").mkdir(exist_ok=True)
    (project / "asrun").symlink_to(ROOT / "asrun")  # has an extension of Markdown
    for name, text in {"mkdocs.yml": settings, **{f"docs/{name}": text for name, text in pages.items()}}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")


@cache
def _settings() -> MkDocsConfig:
    return load_config(str(ROOT / "mkdocs.yml"))


def small_site(project: Path, pages: Mapping[str, str]) -> tuple[Site, list[Example]]:
    """A site of `pages`, with an example and a shell form below `small` for them to show.

    Their Markdown is converted as MkDocs does it, but nothing of a theme is around it: a build takes seconds.
    """
    shutil.copytree(ROOT / "snippets/authentication/first-request", project / "snippets/small/first")
    (project / "snippets/small/set.sh").write_text("export API_KEY\n")
    settings, site = _settings(), Site(project, project / "site")
    options = {**settings.mdx_configs, "pymdownx.snippets": {"base_path": [str(project / "snippets")]}}
    converter = Markdown(extensions=settings.markdown_extensions, extension_configs=options)
    for name, text in pages.items():
        html = re.sub(r'href="(\w+)\.md', r'href="../\1/', converter.reset().convert(get_data(text)[0]))
        built = site.output / Page(name, "", "").url / "index.html"
        for file, its in (
            (project / "docs" / name, text),
            (built, f'<article class="md-content__inner">{html}</article>'),
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(its, "utf-8")
    examples, findings = load_examples(project, API)
    assert not findings, list(map(str, findings))
    return site, examples


def short(finding: object) -> str:
    return str(finding).partition(". Fix: ")[0]
