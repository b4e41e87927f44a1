from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from asrun.browser import installed as chromium


@pytest.mark.parametrize(
    ("installer", "printed"),
    [
        ('echo unpacking; /bin/cp "$0" {folder}/chromium', ("{folder}/chromium\n", "unpacking\n")),
        ("exit 1", ("", f"{chromium.ADVICE}\n")),
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
        "APPLICATIONS": (),
        "SET_UP": tmp_path / "set-up",
        "DEBIAN": (),
        "PLAYWRIGHT": ((str(command),),),
    }.items():
        monkeypatch.setattr(chromium, name, value)
    with ThreadPoolExecutor(1) as thread:  # as Playwright may be open in this one
        thread.submit(chromium.main).result()
    assert capfd.readouterr() == tuple(each.format(folder=tmp_path) for each in printed)
