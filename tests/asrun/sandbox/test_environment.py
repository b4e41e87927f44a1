"""The variables of the shell, beside those of the outside."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from asrun.sandbox.environment import BUNDLES, inside, roots
from tests.api import API

RUN = {"HTTPS_PROXY": "http://run-1:x@127.0.0.1:9", **dict.fromkeys(BUNDLES, "mock.pem")}


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], Mapping[str, str]]:
    for name in (*BUNDLES, "NODE_OPTIONS", "PHP_INI_SCAN_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "mock.pem").write_text("ours")
    return lambda: inside(API, RUN, tmp_path / "mock.pem", tmp_path)


@pytest.mark.parametrize("name", BUNDLES)
def test_bundle_has_the_systems_authorities_those_of_the_outside_and_the_mocks(
    variables: Callable[[], Mapping[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "own.pem").write_text("own")
    monkeypatch.setenv(name, str(tmp_path / "own.pem"))
    monkeypatch.setenv(next(each for each in BUNDLES if each != name), str(tmp_path / "none.pem"))
    within = variables()
    (bundle,) = {within[each] for each in BUNDLES}
    assert Path(bundle).read_text("utf-8") == f"{roots()[0].read_text('utf-8')}\nown\nours"
    assert bundle in Path(within["PHP_INI_SCAN_DIR"].removeprefix(os.pathsep), "sandbox.ini").read_text("utf-8")
