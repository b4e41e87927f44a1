"""What the planted edits of tests/proof/ leave out: one page has all these inline codes, one a line."""

from pathlib import Path
from typing import Any

from asrun.pages.inline import Known, check_inline
from tests.asrun.small_site import short, small_site

CONTRACT: dict[str, Any] = {
    "paths": {
        "/v1/keys/{id}": {
            "description": "A `secret` of prose.",
            "parameters": [{"name": "X-Trace", "in": "header"}],
            "post": {"responses": {"429": {"headers": {"Retry-After": {}}}}},
        }
    },
    "components": {"schemas": {"Key": {"enum": ["INVALID_KEY", "ak_live_1", "no-store"], "nullable": None}}},
}

KNOWN = (
    "INVALID_KEY", "YOUR_API_KEY", "429 Too Many Requests", "/v1/keys/{id}", "POST /v1/keys/key_1?limit=20",
    "Retry-After", "X-Trace", "Authorization: Bearer YOUR_API_KEY", "X-Trace: no-store", "ak_live_", '"enum": null',
    "components.schemas[].Key", "pip install httpx", "httpx.post", "set.sh", "snippets/small/", "make test", "ps",
)  # fmt: skip

WORD = "a word of the contract, of an example, or of the terms"
UNKNOWN = {
    "Retry-After: never": "a header field with its value",
    "X-Unknown: 1": "a header field with its value",
    '"enums": null': "a member of an object of the contract",
    '"enum": nul': "a member of an object of the contract",
    "pip install requests": "a package that a program imports",
    "ak_prod_": "the start of a key or an id",
    "secret": WORD,
    "make tests": WORD,
}


def test_code_that_nothing_defines_is_named_with_its_line(tmp_path: Path) -> None:
    site, examples = small_site(tmp_path, {"page.md": "".join(f"- `{text}`\n" for text in (*KNOWN, *UNKNOWN))})
    known = Known(tmp_path, CONTRACT, examples, {"Unix": ["ps"]}, ["make test"])
    assert list(map(short, check_inline(site, known, "the terms"))) == [
        f"docs/page.md:{line}: expected {kind} that exists, actual `{text}`"
        for line, (text, kind) in enumerate(UNKNOWN.items(), len(KNOWN) + 1)
    ]
