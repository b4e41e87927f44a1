from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from asrun.browser import chrome
from asrun.browser.served import served


@pytest.mark.parametrize(
    ("installer", "printed"),
    [
        ('echo unpacking; /bin/cp "$0" {folder}/chromium', ("{folder}/chromium\n", "unpacking\n")),
        ("exit 1", ("", f"{chrome.ADVICE}\n")),
    ],
)
def test_output_is_the_path_alone_whatever_an_installer_prints(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    installer: str,
    printed: tuple[str, str],
) -> None:
    command = tmp_path / "install"
    command.write_text(f"#!/bin/sh\n{installer.format(folder=tmp_path)}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    for name, value in {
        "COMMANDS": ("chromium",),
        "SET_UP": tmp_path / "set-up",
        "DEBIAN": (),
        "PLAYWRIGHT": ((str(command),),),
    }.items():
        monkeypatch.setattr(chrome, name, value)
    with ThreadPoolExecutor(1) as thread:  # as Playwright may be open in this one
        thread.submit(chrome.main).result()
    assert capfd.readouterr() == tuple(each.format(folder=tmp_path) for each in printed)


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
