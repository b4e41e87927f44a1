from pathlib import Path

from playwright.sync_api import Browser

from asrun.browser import chrome
from asrun.browser.served import served

FAULTS = """
<script>console.log("well")</script>
<script>console.warn("careful")</script>
<script>throw new Error("up")</script>
<script src="gone.js"></script>
<script src="http://127.0.0.1:9/other.js"></script>
"""


def test_warnings_exceptions_missing_files_and_other_hosts_are_heard(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f'<link rel="icon" href="data:,">{FAULTS}')
    with served(tmp_path) as address, chrome.opened(browser) as page:
        heard = chrome.complaints(page, address)
        page.goto(address)
    assert sorted(line.replace(address, "ADDRESS/") for line in heard) == [
        "a request to http://127.0.0.1:9/other.js",
        'the console\'s error "Failed to load resource: net::ERR_UNSAFE_PORT" from http://127.0.0.1:9/other.js',
        'the console\'s error "Failed to load resource: the server responded with a status of 404 (Not Found)"'
        " from ADDRESS/gone.js",
        'the console\'s warning "careful" from ADDRESS/',
        'the exception "up"',
    ]
