"""The figures in the prose of the pages, each from where it is decided: the contract, the mock or a program."""

import re
from datetime import timedelta

from asrun import ROOT
from asrun.text import glimpse
from mock_api.idempotency import LIFETIME
from mock_api.key_format import BODY_LENGTH, CHECKSUM_LENGTH
from tests.openapi import DOCUMENT, RULES, SCHEMAS

MAX_BYTES = RULES.max_body_bytes
QUOTA, WINDOW_SECONDS = RULES.limit

REFERENCES = re.compile(r"RFC \d+|OpenAPI 3\.1|UTF-8|HMAC-SHA256|IPv6|base64|2xx|\b[45]\d\d\b")
"""Digits that aren't figures: the names of standards, and statuses, which tests/terms.py covers."""


def number(pattern: str, *files: str) -> int:
    """The one number that the pattern captures in all those files, whatever their language."""
    texts = [glimpse(path) for file in files for path in ROOT.glob(file)]
    (found,) = {number for text in texts for number in re.findall(pattern, text, re.MULTILINE)}
    return int(found)


def timeouts() -> tuple[int, int]:
    """How many seconds every program that generates waits for its response, and every other."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for path in (ROOT / "snippets").glob("*/*/*.*"):
        text = glimpse(path)
        generates = re.search(r"/v1/generate\b|\"generate\"|generate\.sync|request generate\b", text) is not None
        found[generates].update(re.findall(r"(?:--max-time |timeout\(|timeout=(?:httpx\.Timeout\()?)(\d+)", text))
    (generating,), (other,) = found[True], found[False]
    return int(generating), int(other)


def bound(name: str) -> int:
    return number(rf"^const {name} = ([\d_]+);", "run_in_page/page/*.*js")


GENERATING, OTHER = timeouts()
LIMIT = DOCUMENT["components"]["parameters"]["Limit"]["schema"]["maximum"]
OVERLAP = SCHEMAS["RotateKeyRequest"]["properties"]["overlap_seconds"]
DAYS = {7: "seven days"}[timedelta(seconds=OVERLAP["maximum"]).days]
HOURS = LIFETIME // timedelta(hours=1)
ATTEMPTS = 1 + number(r"(?:range\(|retry < |--retry )(\d+)", "snippets/rate-limits/retry/*")
RETRY_TIME = number(r"--retry-max-time (\d+)", "snippets/rate-limits/retry/curl.sh")
BACKOFF = number(r"min\((\d+), ", "snippets/rate-limits/retry/*")
TOLERANCE = number(r"TOLERANCE_SECONDS = (\d+)", "snippets/webhooks/verify*.*")
PORT = number(r"PORT(?:\", \"| \?\? )(\d+)", "snippets/webhooks/receive/*")
DAY = number(r"overlap_seconds\"?: (\d+)", "snippets/managing-keys/rotate-key/*.*")

RATE = f"{QUOTA} requests in {WINDOW_SECONDS} seconds"
ROTATION = "every 90 days"
"""The owner's advice, word for word."""

PROXY_NODE = "22.21 or 24 and later"
"""The releases of Node.js that read the proxy from the environment, by its manual."""

FIGURES = (
    f"a body of at most {MAX_BYTES} bytes",
    f"for {HOURS} hours",
    f"more than {MAX_BYTES} bytes, which is {MAX_BYTES // 1024**2} MiB",
    f"an overlap of {OVERLAP['minimum']}",
    ROTATION,
    RATE,
    f"{OTHER} to {GENERATING} seconds",
    f"up to {LIMIT} keys",
    f"to {DAY}, which is { ({86_400: 'one day'}[DAY]) }",
    f"lasts {WINDOW_SECONDS} seconds",
    f"up to {ATTEMPTS} attempts",
    f"up to {BACKOFF} seconds of random delay",
    f"would take more than {RETRY_TIME} seconds",
    PROXY_NODE,
    "close to 0",
    f"after {bound('SECONDS')} seconds",
    f"more than {bound('LIMIT') // 1024} KB",
    f"more than {bound('REQUESTS')} requests",
    f"and {BODY_LENGTH + CHECKSUM_LENGTH} characters",
    f"{OTHER} seconds for checking a key",
    f"up to {DAYS}",
    f"{GENERATING} seconds for generating text, {OTHER} for everything else",
    f"at most {TOLERANCE} seconds from your server's time",
    f"more than {TOLERANCE} seconds",
    f"port {PORT}",
)
