"""The figures in the prose of the pages, each from where it is decided: the contract, the mock or a program."""

import re
from collections.abc import Mapping
from datetime import timedelta

from asrun import ROOT
from asrun.pages.vocabulary import Vocabulary
from asrun.text import glimpse, read_text
from mock_api.body import MAX_BYTES
from mock_api.idempotency import LIFETIME
from mock_api.key_format import BODY_LENGTH, CHECKSUM_LENGTH
from mock_api.limits import QUOTA, WINDOW_SECONDS

CONTRACT = Vocabulary.load(ROOT)

REFERENCES = re.compile(r"RFC \d+|OpenAPI 3\.1|UTF-8|HMAC-SHA256|base64|2xx|\b[45]\d\d\b")
"""What is written with digits and is no figure: the names of standards, and statuses, which tests/terms.py sees to."""


def number(file: str, pattern: str) -> int:
    """The number that the pattern captures, at the one place where a file below snippets/ has it."""
    (found,) = set(re.findall(pattern, glimpse(ROOT / "snippets" / file)))
    return int(found)


TIMEOUTS = {
    "curl.sh": r"--max-time (\d+)",
    "javascript.mjs": r"AbortSignal\.timeout\((\d+)_000\)",
    "python.py": r"timeout=(?:httpx\.Timeout\()?(\d+)",
}
"""How the programs of each language say how many seconds they wait for an answer."""
GENERATES = re.compile(r"/v1/generate\b|\"generate\"|generate\.sync|request generate\b")


def timeouts() -> tuple[int, int]:
    """The one timeout of every program that generates, and the one of all the others."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for file, pattern in TIMEOUTS.items():
        for path in ROOT.glob(f"snippets/*/*/{file}"):
            text = glimpse(path)
            found[GENERATES.search(text) is not None] |= set(re.findall(pattern, text))
    (generating,), (other,) = found[True], found[False]
    return int(generating), int(other)


def bound(name: str) -> int:
    """What a program that runs in the page may have at most."""
    (found,) = re.findall(rf"^const {name} = ([\d_]+);", read_text(ROOT / "run_in_page/page/runner.mjs"), re.MULTILINE)
    return int(found)


GENERATING, OTHER = timeouts()
LIMIT = CONTRACT.document["components"]["parameters"]["Limit"]["schema"]["maximum"]
OVERLAP = CONTRACT.schema("RotateKeyRequest")["properties"]["overlap_seconds"]
DAYS = {7: "seven days"}[timedelta(seconds=OVERLAP["maximum"]).days]
HOURS = LIFETIME // timedelta(hours=1)
ATTEMPTS = 1 + number("rate-limits/retry/python.py", r"range\((\d+)\)")
BACKOFF = number("rate-limits/retry/python.py", r"min\((\d+), ")
TOLERANCE = number("webhooks/verify_webhook.py", r"TOLERANCE_SECONDS = (\d+)")
PORT = number("webhooks/receive/python.py", r'"PORT", "(\d+)"')
DAY = number("managing-keys/rotate-key/curl.sh", r'"overlap_seconds": (\d+)')

RATE = f"{QUOTA} requests in {WINDOW_SECONDS} seconds"
ROTATION = "every 90 days"
"""The owner's advice, word for word."""

FIGURES: Mapping[str, tuple[str, ...]] = {
    "api-reference/endpoints.md": (f"a body of at most {MAX_BYTES} bytes", f"for {HOURS} hours"),
    "api-reference/errors.md": (f"more than {MAX_BYTES} bytes, which is {MAX_BYTES // 1024**2} MiB",),
    "getting-started/authentication.md": (
        f"after {GENERATING} seconds without an answer, or {OTHER} where nothing is generated",
        f"an overlap of {OVERLAP['minimum']}",
        ROTATION,
        RATE,
        f"{OTHER} to {GENERATING} seconds",
    ),
    "getting-started/handling-errors.md": (f"more than {QUOTA} requests within {WINDOW_SECONDS} seconds",),
    "getting-started/managing-keys.md": (
        f"up to {LIMIT} keys",
        ROTATION,
        f"is {DAY}, a day, below",
        f"an overlap of {OVERLAP['minimum']}",
    ),
    "getting-started/rate-limits.md": (
        RATE,
        f"lasts {WINDOW_SECONDS} seconds",
        f"at most {ATTEMPTS} attempts",
        f"up to {BACKOFF} seconds more",
        "close to 0",
    ),
    "getting-started/testing.md": (
        f"after {bound('SECONDS')} seconds",
        f"more than {bound('LIMIT') // 1024} KB",
        f"more than {bound('REQUESTS')} requests",
    ),
    "getting-started/troubleshooting.md": (
        f"and {BODY_LENGTH + CHECKSUM_LENGTH} characters",
        f"{OTHER} seconds for checking a key",
    ),
    "guides/best-practices.md": (
        f"an overlap of {OVERLAP['minimum']}",
        ROTATION,
        f"up to {DAYS}",
        f"{GENERATING} seconds where text is generated, {OTHER} elsewhere",
        f"For {HOURS} hours",
    ),
    "guides/webhooks.md": (
        f"at most {TOLERANCE} seconds from your clock",
        f"more than {TOLERANCE} seconds",
        f"port {PORT}",
    ),
}
"""By page, the words that hold each figure."""
