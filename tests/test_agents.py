"""What agents find and fetch: the site passes afdocs, and whichever way they read a page, its programs are whole."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
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
from asrun.pages.markdown import fences, tabs
from asrun.pages.site import Page, Site
from asrun.text import read_text, read_yaml
from asrun.transport.server import MockServer
from tests.api import EXAMPLES

pytestmark = pytest.mark.check

ADDRESS = read_yaml(ROOT / "mkdocs.yml")["site_url"]
AFDOCS = (NODE, "node_modules/afdocs/bin/afdocs.mjs", "check", "--format=json", "--quiet", "--request-delay=0")
EVERY_PAGE = ("--sampling=deterministic", "--max-links=1000")
THEMES_OWN = ("content-start-position", "warn")
"""The check that no setting of the theme can pass, which wants the text in the first tenth of what Turndown makes of a
page: with `navigation.prune` and `toc.integrate` too, 17 of 23 pages warn. The header alone is 430 characters of 3,376.
"""
NEGOTIATION = ("content-negotiation", "fail")
ACCEPTS = ("text/markdown, text/html, */*", "text/markdown;q=1.0, text/plain;q=0.8, text/html;q=0.7, */*;q=0.1")
"""What Claude Code sends, and what OpenCode sends."""
CUT = 100_000
"""The characters of a response that agents read."""
AGENT = httpx.Client(trust_env=False)


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
    folder, address = tmp_path_factory.mktemp("caddy"), f"http://127.0.0.1:{free_port()}"
    move(site, folder / "site", f"{address}/")
    (recipe,) = re.findall(r"^```caddyfile\n(.*?)^```$", read_text(ROOT / "README.md"), re.MULTILINE | re.DOTALL)
    (folder / "Caddyfile").write_text(recipe)
    own = {"ADDRESS": address, "CADDY_ADMIN": f"127.0.0.1:{free_port()}"}
    environment = {**os.environ, **own, **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(folder))}
    command = ["sh", "-c", "exec caddy run 2>&1"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as server:
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


@pytest.mark.parametrize(("server", "left"), [("plain", [THEMES_OWN, NEGOTIATION]), ("caddy", [THEMES_OWN])])
def test_site_passes_afdocs(server: str, left: list[tuple[str, str]], request: pytest.FixtureRequest) -> None:
    command = [*AFDOCS, *EVERY_PAGE, request.getfixturevalue(server)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    results = json.loads(ended.stdout or pytest.fail(ended.stderr))["results"]
    wrong = (each for each in results if each["status"] not in ("pass", "skip"))
    failed = [each for each in wrong if (each["id"], each["status"]) not in left]
    if failed:
        pytest.fail("\n".join(f"afdocs, {each['id']}: {each['message']}" for each in failed), pytrace=False)


def test_server_of_the_readme_responds_as_the_plain_one_except_to_agents(caddy: str, plain: str) -> None:
    for path in ("", "guides/sdks/", "guides/sdks/index.md", "assets/site.css", "sitemap.xml", "missing", "missing/"):
        expected, actual = (AGENT.get(f"{server}{path}", headers={"Accept": "*/*"}) for server in (plain, caddy))
        assert (actual.status_code, actual.text.replace(caddy, plain)) == (expected.status_code, expected.text), path
        assert "Accept" in actual.headers.get_list("Vary", split_commas=True), path


@pytest.mark.parametrize("accept", ACCEPTS)
def test_agent_that_asks_for_markdown_gets_every_program(accept: str, caddy: str, site: Site) -> None:
    for page in site.pages:
        response = AGENT.get(caddy + page.url, headers={"Accept": accept})
        assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert labelled(response.text) == programs(site, page), page.name


def turndown(html: str) -> str:
    """What turndown makes of a page."""
    command = (
        NODE,
        "-e",
        "process.stdout.write(new (require('turndown'))({ codeBlockStyle: 'fenced' })"
        ".turndown(require('fs').readFileSync(0, 'utf8')))",
    )
    return subprocess.run(command, cwd=ROOT, input=html, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("convert", [markdownify, turndown])
def test_agent_that_reads_html_gets_every_block_or_follows_the_link_in_the_head(
    convert: Callable[[str], str], plain: str, site: Site
) -> None:
    for page in site.pages:
        html = AGENT.get(plain + page.url).text
        blocks = [text.rstrip("\n") for _, text in blocks_of(convert(html)[:CUT])]
        assert blocks == [source_text(site, fence) for fence in fences(page.markdown)], page.name
        (link,) = BeautifulSoup(html, "lxml").select("head > link[rel=alternate][type='text/markdown']")
        assert labelled(AGENT.get(str(link["href"])).text) == programs(site, page), page.name


def test_programs_that_an_agent_fetched_run(caddy: str, server: MockServer, tmp_path: Path) -> None:
    (first,) = [example for example in EXAMPLES if example.name == "authentication/first-request"]
    fetched = dict(labelled(AGENT.get(caddy, headers={"Accept": ACCEPTS[0]}).text))
    for language in LANGUAGES:
        (tmp_path / language.file).write_text(fetched[language.label])
    outcomes = [run(case, server) for case in needed(replace(first, programs=tmp_path))]
    assert [outcome.case.language for outcome in outcomes] == list(LANGUAGES)
    assert [finding for outcome in outcomes for finding in judge(outcome, plain=outcome)] == []


def programs(site: Site, page: Page) -> list[tuple[str, str]]:
    """The programs of a page as the examples' folders have them, each with the label of its tab."""
    files, lines = {language.file for language in LANGUAGES}, page.markdown.splitlines()
    included = [fence for fence in fences(page.markdown) if Path(fence.include or "").name in files]
    return [("".join(tabs(lines[: fence.line])), f"{source_text(site, fence)}\n") for fence in included]


def labelled(markdown: str) -> list[tuple[str, str]]:
    """The programs in what an agent reads of a page: the blocks below the label of a language, which has no title."""
    labels = {language.label for language in LANGUAGES}
    return [(label, text) for label, text in blocks_of(markdown[:CUT]) if label in labels]


def blocks_of(markdown: str) -> list[tuple[str, str]]:
    """The blocks of code, each with the words in bold directly above it."""
    tokens = [token for token in MarkdownIt().parse(markdown) if token.type in ("inline", "fence")]
    labels = [re.fullmatch(r"\*\*(.+)\*\*", token.content) for token in tokens]
    pairs = zip([None, *labels], tokens, strict=False)
    return [(label[1] if label else "", token.content) for label, token in pairs if token.type == "fence"]
