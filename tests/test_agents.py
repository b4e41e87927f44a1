"""What agents find and fetch: the site passes afdocs, and each page gives whole programs in Markdown and in HTML."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdownify import markdownify

from asrun import ROOT
from asrun.browser.served import free_port, read_until, served
from asrun.examples.languages import LANGUAGES, NODE
from asrun.examples.runs import needed, run
from asrun.examples.verdict import judge
from asrun.pages.blocks import source_text
from asrun.pages.markdown import fences, tab
from asrun.pages.site import Page, Site
from asrun.text import read_text, read_yaml
from asrun.transport.server import MockServer
from tests.api import EXAMPLES

pytestmark = pytest.mark.check

ADDRESS = read_yaml(ROOT / "mkdocs.yml")["site_url"]
AFDOCS = (NODE, "node_modules/afdocs/bin/afdocs.mjs", "check", "--format=json", "--score", "--quiet")
EVERY_PAGE = ("--sampling=deterministic", "--max-links=1000", "--request-delay=0")
THEMES_OWN = "content-start-position"
"""The check that no setting of the theme can pass: its navigation comes before the text."""
ACCEPTS = ("text/markdown, text/html, */*", "text/markdown;q=1.0, text/plain;q=0.8, text/html;q=0.7, */*;q=0.1")
"""What Claude Code sends, and what OpenCode sends."""
AGENT = httpx.Client(trust_env=False)
CUT = 100_000
"""The characters of a response that agents read; some read fewer."""


@pytest.fixture(scope="module")
def plain(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on a server that only serves files."""
    folder = tmp_path_factory.mktemp("plain")
    with served(folder) as address:
        move(site, folder, address)
        yield address


@pytest.fixture(scope="module")
def caddy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the server that the README sets up."""
    if not shutil.which("caddy"):
        pytest.skip("not tried: this machine has no Caddy")
    folder = tmp_path_factory.mktemp("caddy")
    address = f"http://127.0.0.1:{free_port()}"
    move(site, folder / "site", f"{address}/")
    (recipe,) = re.findall(r"^```caddyfile\n(.*?)^```$", read_text(ROOT / "README.md"), re.MULTILINE | re.DOTALL)
    (folder / "Caddyfile").write_text(recipe)
    own = {"HOME": str(folder), "ADDRESS": address, "CADDY_ADMIN": f"unix/{folder}/admin"}
    with subprocess.Popen(
        ["caddy", "run"],
        cwd=folder,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            read_until(server, "serving initial configuration")
            yield f"{address}/"
        finally:
            server.terminate()


def move(site: Site, folder: Path, address: str) -> None:
    """Copies a site to another address, as a build with another `site_url` writes it."""
    shutil.copytree(site.output, folder, dirs_exist_ok=True)
    for file in folder.rglob("*"):
        if file.suffix in (".html", ".md", ".txt", ".xml"):
            file.write_text(file.read_text("utf-8").replace(ADDRESS, address), "utf-8")


def judged(address: str) -> tuple[int, list[str]]:
    """The score, of 100, and a line for each check of afdocs that the site at an address doesn't pass."""
    ended = subprocess.run([*AFDOCS, *EVERY_PAGE, address], cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(ended.stdout or pytest.fail(ended.stderr))
    failed = [each for each in report["results"] if each["status"] not in ("pass", "skip")]
    return report["scoring"]["overall"], [f"{each['id']}: {each['message']}" for each in failed]


def test_afdocs_finds_nothing_that_files_can_have(plain: str) -> None:
    _, failed = judged(plain)
    assert [line for line in failed if not line.startswith((THEMES_OWN, "content-negotiation: "))] == []


def test_afdocs_finds_nothing_on_the_server_that_the_readme_sets_up(caddy: str) -> None:
    score, failed = judged(caddy)
    assert [line for line in failed if not line.startswith(THEMES_OWN)] == []
    assert score >= 99


def test_server_of_the_readme_responds_as_the_plain_one_except_to_agents(caddy: str, plain: str) -> None:
    for path in ("", "guides/sdks/", "guides/sdks/index.md", "assets/theme.css", "sitemap.xml", "missing", "missing/"):
        expected, actual = (
            AGENT.get(f"{server}{path}", headers={"Accept": "text/html, */*"}) for server in (plain, caddy)
        )
        assert (actual.status_code, actual.text.replace(caddy, plain)) == (expected.status_code, expected.text), path
        assert "Accept" in actual.headers.get_list("Vary", split_commas=True), path


@pytest.mark.parametrize("accept", ACCEPTS)
def test_agent_that_asks_for_markdown_gets_every_program(accept: str, caddy: str, site: Site) -> None:
    for page in site.pages:
        response = AGENT.get(caddy + page.url, headers={"Accept": accept})
        assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert labelled(response.text) == programs(site, page), page.name


def test_agent_that_follows_the_link_in_the_head_gets_every_program(plain: str, site: Site) -> None:
    for page in site.pages:
        head = BeautifulSoup(AGENT.get(plain + page.url).text, "lxml")
        (link,) = head.select("head > link[rel=alternate][type='text/markdown']")
        assert labelled(AGENT.get(str(link["href"])).text) == programs(site, page), page.name


def test_agent_that_makes_text_of_html_gets_every_block(plain: str, site: Site) -> None:
    for page in site.pages:
        text = markdownify(AGENT.get(plain + page.url).text)[:CUT]
        blocks = [block.rstrip("\n") for _, block in blocks_of(text)]
        assert blocks == [source_text(site, fence) for fence in fences(page.markdown)], page.name


def test_program_that_an_agent_fetched_runs(caddy: str, server: MockServer, tmp_path: Path) -> None:
    (first,) = [example for example in EXAMPLES if example.name == "authentication/first-request"]
    fetched = dict(labelled(AGENT.get(caddy, headers={"Accept": ACCEPTS[0]}).text))
    for language in first.languages:
        (tmp_path / language.file).write_text(fetched[language.label])
    cases = needed(replace(first, programs=tmp_path))
    assert [language.label for language in LANGUAGES] == [case.language.label for case in cases]
    assert [
        finding for case in cases for outcome in [run(case, server)] for finding in judge(outcome, plain=outcome)
    ] == []


def programs(site: Site, page: Page) -> list[tuple[str, str]]:
    """The programs of a page as the examples' folders have them, each with the label of its tab."""
    files, lines = {language.file for language in LANGUAGES}, page.markdown.splitlines()
    included = [fence for fence in fences(page.markdown) if Path(fence.include or "").name in files]
    return [(tab(lines[: fence.line]), f"{source_text(site, fence)}\n") for fence in included]


def labelled(markdown: str) -> list[tuple[str, str]]:
    """The programs in what an agent reads of a page: the blocks below the label of a language, which has no title."""
    labels = {language.label for language in LANGUAGES}
    return [(label, text) for label, text in blocks_of(markdown[:CUT]) if label in labels]


def blocks_of(markdown: str) -> list[tuple[str, str]]:
    """The blocks of code, each with the words in bold directly above it."""
    tokens = [token for token in MarkdownIt().parse(markdown) if token.type in ("inline", "fence")]
    found = [re.fullmatch(r"\*\*(.+)\*\*", token.content) for token in tokens]
    return [
        (label[1] if label else "", token.content)
        for label, token in zip([None, *found], tokens, strict=False)
        if token.type == "fence"
    ]
