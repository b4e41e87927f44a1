"""Shoots every page of the site at two widths in both schemes, into build/screenshots/.

`make screenshots` runs it as a module, from the project's folder.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from asrun import ROOT
from asrun.browser.chrome import launched, opened
from asrun.browser.served import served
from asrun.browser.visit import loaded, switch
from asrun.pages.site import Site, build

FOLDER = ROOT / "build/screenshots"
WIDTHS = (390, 1280)


def shoot(browser: Browser, site: Site, address: str, width: int) -> None:
    with opened(browser, viewport={"width": width, "height": 844}, has_touch=width < 500) as page:
        for source in site.pages:
            loaded(page, address + source.url)
            for scheme in ("light", "dark"):
                switch(page, scheme)
                name = source.name.removesuffix(".md").replace("/", "-")
                page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        site = build(ROOT, Path(folder))
        with served(site.output) as address, launched() as browser:
            for width in WIDTHS:
                shoot(browser, site, address, width)
    sys.stdout.write(f"{len(site.pages) * len(WIDTHS) * 2} pictures are in {FOLDER}\n")


if __name__ == "__main__":
    main()
