from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from asrun.browser import installed as chromium


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without a browser, whose one folder of commands is given."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    monkeypatch.setattr(chromium, "SET_UP", tmp_path / "set-up")
    return tmp_path


def command(folder: Path, name: str, script: str = "") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", chromium.COMMANDS)
def test_browser_on_the_path_is_taken(name: str, bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = command(bare, name)
    chromium.main()
    assert capsys.readouterr().out == f"{path}\n"


def test_application_of_a_mac_is_taken(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = command(bare, "Google Chrome")
    monkeypatch.setattr(chromium, "APPLICATIONS", (str(path),))
    assert chromium.find() == path


def test_browser_that_set_up_has_found_is_taken(bare: Path) -> None:
    path = command(bare, "Playwright's own")
    chromium.SET_UP.write_text(f"{path}\n")
    assert chromium.find() == path


def test_root_on_debian_installs_the_package(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(bare, "apt-get", f'[ "$1" = update ] || /bin/cp "$0" {bare}/chromium')
    monkeypatch.setattr(chromium, "is_root_on_debian", lambda: True)
    assert chromium.install() == bare / "chromium"


def test_others_install_the_browser_of_playwright(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = command(bare, "install", f'/bin/cp "$0" {bare}/chromium')
    monkeypatch.setattr(chromium, "is_root_on_debian", lambda: False)
    monkeypatch.setattr(chromium, "PLAYWRIGHT", ((str(own),),))
    assert chromium.install() == bare / "chromium"


def test_output_is_the_path_alone_whatever_an_installer_prints(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    own = command(bare, "install", f'echo unpacking; /bin/cp "$0" {bare}/chromium')
    monkeypatch.setattr(chromium, "is_root_on_debian", lambda: False)
    monkeypatch.setattr(chromium, "PLAYWRIGHT", ((str(own),),))
    with ThreadPoolExecutor(1) as thread:  # as Playwright may be open in this one
        thread.submit(chromium.main).result()
    assert capfd.readouterr() == (f"{bare}/chromium\n", "unpacking\n")


def test_where_nothing_helps_one_sentence_says_what_to_do(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = command(bare, "install", "exit 1")
    monkeypatch.setattr(chromium, "DEBIAN", ((str(failing),),))
    monkeypatch.setattr(chromium, "PLAYWRIGHT", ((str(failing),),))
    with ThreadPoolExecutor(1) as thread:  # as Playwright may be open in this one
        thread.submit(chromium.main).result()
    assert capsys.readouterr() == ("", f"{chromium.ADVICE}\n")
