from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Route

from asrun.browser.served import served


@pytest.mark.parametrize("below", ["", "docs/"])
def test_sitemap_names_this_server_and_the_path_of_the_deployment(below: str, tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_text(f"<loc>https://docs.example.com/{below}guides/</loc>")
    with served(tmp_path, below=below) as address:
        assert httpx.get(f"{address}sitemap.xml", trust_env=False).text == f"<loc>{address}guides/</loc>"


def test_folder_is_a_page_and_what_is_missing_is_404_html(tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides/index.html").write_text("guides")
    (tmp_path / "404.html").write_text("missing")
    with served(tmp_path) as address, httpx.Client(base_url=address, trust_env=False) as client:
        assert [(each.status_code, each.text) for each in map(client.get, ("guides/", "gone/"))] == [
            (200, "guides"),
            (404, "missing"),
        ]


def test_route_stands_in_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("as built")
    with served(tmp_path, [Route("/", Response("changed"))]) as address:
        assert httpx.get(address, trust_env=False).text == "changed"
