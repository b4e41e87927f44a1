"""The variables that lead to the mock, whatever is set outside, and let its proxy find the way to all else."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from asrun.api import Api
from asrun.examples.languages import NODE
from asrun.transport.proxy import LOOPBACK
from asrun.transport.server import BUNDLES, php_settings

SYSTEM_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
"""Where systems keep those that they trust: Debian and Alpine, Fedora, macOS."""

PROGRAMS = (Path(sys.executable).parent, Path(shutil.which(NODE) or sys.executable).parent)
"""Where python with httpx and requests is, and Node.js."""


def inside(api: Api, of_the_run: Mapping[str, str], ca: Path, folder: Path) -> dict[str, str]:
    """The variables for a run whose own variables are `of_the_run`; what it needs is written into `folder`."""
    bundle = folder / "ca-bundle.pem"
    bundle.write_bytes(b"\n".join([*(file.read_bytes() for file in roots()), ca.read_bytes()]))
    proxy = of_the_run["HTTPS_PROXY"]
    direct = ",".join(each for each in LOOPBACK if each not in api.contract.hosts)
    variables = {name: str(bundle) if name in BUNDLES else value for name, value in of_the_run.items()}
    variables |= {"ALL_PROXY": proxy, "all_proxy": proxy, "NO_PROXY": direct, "no_proxy": direct}
    variables |= _files_of_clients(proxy, direct, bundle, folder)
    variables["PHP_INI_SCAN_DIR"] = php_settings(bundle, folder)
    if own := os.environ.get("NODE_OPTIONS"):
        variables["NODE_OPTIONS"] = f"{own} {variables['NODE_OPTIONS']}"
    return {**variables, **api.environment}


def _files_of_clients(proxy: str, direct: str, bundle: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """The variables of settings that come before any other variable, and so take the place of the user's."""
    write(folder / ".curlrc", [f'proxy = "{proxy}"', f'noproxy = "{direct}"', f'cacert = "{bundle}"'])
    yield "CURL_HOME", str(folder)
    names = {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": direct, "ca_certificate": bundle}
    write(folder / "wgetrc", ["use_proxy = on", *(f"{name} = {value}" for name, value in names.items())])
    yield "WGETRC", str(folder / "wgetrc")


def write(file: Path, lines: Sequence[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", errors="surrogateescape")


def _readable(file: Path) -> bool:
    return os.access(file, os.R_OK) and file.is_file()


def roots() -> list[Path]:
    """The files of the authorities that this machine trusts: the system's, and those that variables name."""
    system = next(filter(_readable, map(Path, SYSTEM_BUNDLES)), None)
    named = [Path(os.environ.get(name, "")) for name in BUNDLES]
    return [file for file in dict.fromkeys([system, *named]) if file and _readable(file)]
