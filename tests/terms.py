"""Inline code that names what neither the contract nor an example nor this project defines, by where it comes from."""

from mock_api.sandbox import SANDBOX_KEYS
from tests.tables import CURL_EXITS

TERMS: dict[str, tuple[str, ...]] = {
    "names that readers choose": ("first.mjs", "node first.mjs", "first.py", "python first.py"),
    "names that contributors choose": (
        "docs/<section>/<page>.md",
        "snippets/<page>/",
        "snippets/<page>/<example>/",
        "snippets/authentication/my-example/",
        ".venv/bin/pytest snippets/my-page/my-example",
        "YOUR_…",
        "live = true",
        ".venv/bin/pre-commit install",
        "make mutants ONLY=my-example",
        "make verify-live BASE_URL=https://api.example.com API_KEY=ak_test_…",
    ),
    "MkDocs": ("nav",),
    "mkdocs-llmstxt": ("llms-full.txt",),
    "curl": (
        *("--header @FILE", "--config FILE", "--include", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "CURL_CA_BUNDLE"),
        *(f"curl: ({status})" for statuses in CURL_EXITS for status in statuses),
        "curl: (22) The requested URL returned error: 400",
        *(
            "curl: option --fail-with-body: is badly used here",
            "~/.curlrc",
            ".curlrc",
            "fail",
            "curl --disable",
            "curl --noproxy '*'",
        ),
    ),
    "Node.js": (
        *("NODE_USE_ENV_PROXY=1", "NODE_EXTRA_CA_CERTS", "node --env-file=.env first.mjs"),
        "Invalid URL protocol",
    ),
    "httpx": ("SSL_CERT_FILE", 'pip install "httpx[socks]"'),
    "requests": ("NETRC=/dev/null", ".netrc", "default"),
    "clients": ("wget", ".wgetrc", "https", "axios", "got", "urllib3", "aiohttp", "HTTP::Tiny"),
    "aiohttp": ("ClientSession(trust_env=True)",),
    "other languages": (".mts", "tsc", "--allowJs", "net/http", "Net::HTTP", "java.net.http"),
    "openapi-python-client": ("pip install openapi-python-client", "example-api-client"),
    "Unix": ("ps",),
    "git": ("git rm --cached .env",),
    "HTTP": ("HEAD",),
    "URLs": (
        "https://",
        "http://",
        "http://localhost",
        "http://[::1]",
        "http://USER:PASSWORD@HOST:PORT",
        "http://127.0.0.1:8000/",
    ),
    "the sandbox": tuple(SANDBOX_KEYS.values()),
    "the mock": (
        ".venv/bin/python -m asrun mock",
        "python -m asrun mock --clock 2026-01-01T12:00:00Z",
        "python -m asrun mock --help",
        "make sandbox VERBOSE=1",
    ),
}
