"""The variables of the shell: they lead to the mock, and leave the way to all else as it is outside."""

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import proxy_bypass

from asrun.api import Api
from asrun.examples.languages import NODE

BUNDLES = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""The variables that name a file of certificate authorities, in each of which the outside may have its own."""

SYSTEM_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
"""Where systems keep those that they trust: Debian and Alpine, Fedora, macOS."""

LOOPBACK = "localhost,127.0.0.1,::1"
"""What is on this machine is reached without a proxy."""

PROGRAMS = (Path(sys.executable).parent, Path(shutil.which(NODE) or sys.executable).parent)
"""Where python with httpx and requests is, and Node.js."""


OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "MAKE_TERMOUT", "MAKE_TERMERR", "NO_MKDOCS_2_WARNING")
"""What `make` sets for itself. The first one has the variables of its command line."""


@dataclass(frozen=True)
class Environment:
    """What is different inside: variables, and the folders that come first in `PATH`."""

    variables: Mapping[str, str]
    path: tuple[Path, ...] = PROGRAMS


def inside(api: Api, of_the_run: Mapping[str, str], ca: Path, folder: Path) -> Environment:
    """The environment for a run whose own variables are `of_the_run`; what it needs is written into `folder`."""
    bundle = folder / "ca-bundle.pem"
    bundle.write_bytes(b"\n".join([*(file.read_bytes() for file in roots()), ca.read_bytes()]))
    # PHP only reads settings. The empty part of the list is its default location.
    settings = folder / "php"
    settings.mkdir()
    (settings / "sandbox.ini").write_text(f'curl.cainfo="{bundle}"\nopenssl.cafile="{bundle}"\n', encoding="utf-8")
    variables = {name: str(bundle) if name in BUNDLES else value for name, value in of_the_run.items()}
    variables["PHP_INI_SCAN_DIR"] = f"{os.environ.get('PHP_INI_SCAN_DIR', '')}{os.pathsep}{settings}"
    if own := os.environ.get("NODE_OPTIONS"):
        variables["NODE_OPTIONS"] = f"{own} {variables['NODE_OPTIONS']}"
    variables |= api.environment
    outside = "" if proxy_bypass(api.host) else os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    variables["NO_PROXY"] = variables["no_proxy"] = f"{outside},{LOOPBACK}".removeprefix(",")
    return Environment(variables)


def outside() -> dict[str, str]:
    """The variables of the outside as they are without make, whose own a make in the shell would obey."""
    own = {*OF_MAKE, *re.findall(r"(\w+)=", os.environ.get("MAKEFLAGS", ""))}
    return {name: value for name, value in os.environ.items() if name not in own}


def roots() -> list[Path]:
    """The files of the authorities that this machine trusts: the system's, and those that variables name."""
    system = next((file for file in SYSTEM_BUNDLES if Path(file).is_file()), None)
    named = [os.environ.get(name) for name in BUNDLES]
    return [Path(file) for file in dict.fromkeys([system, *named]) if file and Path(file).is_file()]
