"""The variables of the shell, beside those of the outside."""

import os
from pathlib import Path

import pytest
import trustme

from mock_api.shell.environment import BUNDLES, OF_MAKE, PROGRAMS, inside, outside, roots

RUN = {"HTTPS_PROXY": "http://run-1:x@127.0.0.1:9", "NODE_OPTIONS": "--ours", **dict.fromkeys(BUNDLES, "mock.pem")}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*BUNDLES, "NO_PROXY", "no_proxy", "NODE_OPTIONS", "PHP_INI_SCAN_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    trustme.CA().cert_pem.write_to_path(tmp_path / "mock.pem")
    return tmp_path / "mock.pem"


def test_every_variable_names_a_bundle_of_the_systems_authorities_and_the_mocks(ca: Path, folder: Path) -> None:
    variables = inside(RUN, ca, folder).variables
    (bundle,) = {variables[name] for name in BUNDLES}
    (system,) = roots()
    assert Path(bundle).read_bytes() == system.read_bytes() + b"\n" + ca.read_bytes()
    assert bundle in (folder / "php/sandbox.ini").read_text("utf-8")


@pytest.mark.parametrize("name", BUNDLES)
def test_authorities_of_the_outside_are_trusted_too(monkeypatch: pytest.MonkeyPatch, ca: Path, name: str) -> None:
    monkeypatch.setenv(name, str(ca))
    assert roots()[1:] == [ca]


def test_file_that_is_not_there_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(BUNDLES[0], str(tmp_path / "none.pem"))
    assert len(roots()) == 1


@pytest.mark.parametrize(
    ("outside", "within"),
    [
        ("", "localhost,127.0.0.1,::1"),
        ("intranet.example.org", "intranet.example.org,localhost,127.0.0.1,::1"),
        (".example.com", "localhost,127.0.0.1,::1"),
        ("*", "localhost,127.0.0.1,::1"),
    ],
)
def test_hosts_without_a_proxy_stay_so_but_for_the_apis(
    monkeypatch: pytest.MonkeyPatch, ca: Path, folder: Path, outside: str, within: str
) -> None:
    monkeypatch.setenv("NO_PROXY", outside)
    variables = inside(RUN, ca, folder).variables
    assert (variables["NO_PROXY"], variables["no_proxy"]) == (within, within)


def test_settings_of_the_outside_are_kept(monkeypatch: pytest.MonkeyPatch, ca: Path, folder: Path) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--theirs")
    monkeypatch.setenv("PHP_INI_SCAN_DIR", "/theirs")
    variables = inside(RUN, ca, folder).variables
    assert variables["NODE_OPTIONS"] == "--theirs --ours"
    assert variables["PHP_INI_SCAN_DIR"] == f"/theirs{os.pathsep}{folder / 'php'}"


def test_variables_of_make_stay_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OF_MAKE:
        monkeypatch.delenv(name, raising=False)
    own = outside()
    for name in OF_MAKE:
        monkeypatch.setenv(name, "w -- VERBOSE=1 PORT=80")
    for name in ("VERBOSE", "PORT"):
        monkeypatch.setenv(name, "1")
    assert outside() == {name: value for name, value in own.items() if name not in ("VERBOSE", "PORT")}


def test_python_and_node_are_where_the_path_begins() -> None:
    assert [(folder / name).exists() for folder, name in zip(PROGRAMS, ("python", "node"), strict=True)] == [True, True]
