import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from asrun.transport.server import BUNDLES

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


HOSTILE = {
    "NO_PROXY": "localhost,example.com,*.example.com,api.example.com:443,fe80::/10,0.0.0.0",
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "SSL_CERT_FILE": "/nowhere/ca.pem",
    "NODE_OPTIONS": "--no-deprecation",
}
"""What leads a client past the mock, or ends it, unless it is set anew. The other host is reached without a proxy."""


def move_in(home: Path) -> None:
    """Write settings into a home that come before any variable."""
    home.mkdir(exist_ok=True)
    (home / ".curlrc").write_text("proxy = http://127.0.0.1:9\nproxy-ntlm\npreproxy = socks5://127.0.0.1:9\n", "utf-8")
    (home / ".wgetrc").write_text("https_proxy = http://127.0.0.1:9\nuse_proxy = off\n", "utf-8")


class Teapot(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(418)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="package")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another host, over TLS, whose authority the outside trusts by one of the variables.

    It is not one of the addresses that are reached without a proxy.
    """
    authority = tmp_path_factory.mktemp("outside") / "ca.pem"
    ca = trustme.CA()
    ca.cert_pem.write_to_path(authority)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("0.0.0.0").configure_cert(tls)
    with pytest.MonkeyPatch.context() as patch, ThreadingHTTPServer(("0.0.0.0", 0), Teapot) as server:
        for name in (*PROXIES, *map(str.upper, PROXIES), *BUNDLES):
            patch.delenv(name, raising=False)
        patch.setenv("CURL_CA_BUNDLE", str(authority))
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        with ThreadPoolExecutor(1) as thread:
            thread.submit(server.serve_forever, 0.05)
            yield f"https://0.0.0.0:{server.server_port}/"
            server.shutdown()
