"""Inline code that names what neither the contract nor an example nor this project defines, by where it comes from."""

TERMS: dict[str, tuple[str, ...]] = {
    "names that readers choose": ("first.mjs", "node first.mjs"),
    "names that contributors choose": ("YOUR_…", '@pytest.mark.says("…")', "{quota}"),
    "curl": ("--include", "curl --noproxy '*'", "curl: (22) The requested URL returned error: 400"),
    "variables": ("HTTPS_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "NODE_USE_ENV_PROXY=1"),
    "Node.js": ("node --env-file=.env first.mjs",),
    "httpx": ('pip install "httpx[socks]"',),
    "requests": ("NETRC=/dev/null",),
    "make judge": (
        *("make judge IN=~/my-app RUN='node main.mjs'", "cut", "extended"),
        *("--junit FILE", "--contract openapi.yaml"),
    ),
    "clients": ("wget", ".wgetrc", "axios", "urllib3", "aiohttp", "HTTP::Tiny"),
    "aiohttp": ("ClientSession(trust_env=True)",),
    "other languages": (".mts", "tsc", "--allowJs"),
    "openapi-python-client": ("pip install openapi-python-client", "example-api-client"),
    "Unix": ("ps",),
    "git": ("git rm --cached .env",),
    "URLs": (
        *("https://", "http://localhost", "http://127.0.0.1:8000/", "http://[::1]"),
        "http://USER:PASSWORD@HOST:PORT",
    ),
}
