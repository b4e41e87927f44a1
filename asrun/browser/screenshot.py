"""A picture of a part of a built page."""

from asrun.browser.chrome import launched, opened
from asrun.browser.served import served
from asrun.browser.visit import loaded
from asrun.pages.site import Site

SIZE = {"width": 1280, "height": 900}


def shot(site: Site, place: str) -> bytes:
    """A PNG of what a window shows that `page.md#anchor` is opened in. Raises FileNotFoundError without a browser."""
    name, _, anchor = place.partition("#")
    with served(site.output) as address, launched() as browser, opened(browser, viewport=SIZE) as page:
        loaded(page, f"{address}{site.page(name).url}#{anchor}")
        return page.screenshot()
