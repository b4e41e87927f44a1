"""Shoots every page of the site at two widths in both schemes, into build/screenshots/: `make screenshots`."""

from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from asrun import ROOT
from asrun.browser.chrome import launched, opened
from asrun.browser.served import served
from asrun.browser.visit import loaded, switch
from asrun.pages.build import build

PICTURES = ROOT / "build/screenshots"

PICTURES.mkdir(parents=True, exist_ok=True)
with TemporaryDirectory() as folder:
    site = build(ROOT, Path(folder))
    with served(site.output) as address, launched() as browser:
        for width, source in product((390, 1280), site.pages):
            with opened(browser, viewport={"width": width, "height": 844}, has_touch=width < 500) as page:
                loaded(page, address + source.url)
                for scheme in ("light", "dark"):
                    switch(page, scheme)
                    name = f"{source.name.removesuffix('.md').replace('/', '-')}-{width}-{scheme}.png"
                    page.screenshot(path=PICTURES / name, full_page=True)
print(f"The pictures are in {PICTURES}")
