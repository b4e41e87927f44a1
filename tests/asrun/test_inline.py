"""One page has all these inline codes, one a line."""

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
    "INVALID_KEY", "YOUR_API_KEY", "HTTPS_PROXY", "429", "429 Too Many Requests", "/v1/keys/{id}",
    "POST /v1/keys/key_1?limit=20", "Retry-After", "X-Trace", "Authorization", "Retry-After: 1",
    "Authorization: Bearer YOUR_API_KEY", "X-Trace: no-store", "Key", "ak_live_", '"enum": null', "components.schemas",
    "pip install httpx", "httpx.post", "set.sh", "snippets/small/", "make test", "ps",
)  # fmt: skip

UNKNOWN = {
    "INVALID_KEYS": "an error code or a variable",
    "420": "a status",
    "429 Too Many Request": "a status",
    "/v1/key": "a path",
    "PATCH /v1/keys/{id}": "a path",
    "Retry-Afer": "a header field",
    "Retry-After: never": "a header field with its value",
    "X-Unknown: 1": "a header field with its value",
    '"enums": null': "a member of an object of the contract",
    '"enum": nul': "a member of an object of the contract",
    "pip install requests": "a package that a program imports",
    "ak_prod_": "the start of a key or an id",
    "secret": "a word of the contract, of an example, or of the terms",
    "components.schema": "a word of the contract, of an example, or of the terms",
    "make tests": "a word of the contract, of an example, or of the terms",
}


def test_code_that_nothing_defines_is_named_with_its_line_and_so_is_a_term_that_no_page_uses(tmp_path: Path) -> None:
    page = "".join(f"- `{text}`\n" for text in (*KNOWN, *UNKNOWN))
    site, examples = small_site(tmp_path, {"page.md": page})
    (tmp_path / "snippets/small/first/import.txt").write_text("import httpx\n")
    known = Known(tmp_path, CONTRACT, examples, {"Unix": ("ps", "top"), "curl": ("HTTPS_PROXY",)}, ["make test"])
    assert list(map(short, check_inline(site, known, "the terms"))) == [
        *(
            f"docs/page.md:{line}: expected {kind} that exists, actual `{text}`"
            for line, (text, kind) in enumerate(UNKNOWN.items(), len(KNOWN) + 1)
        ),
        'the terms: expected a page that uses "top", actual none',
    ]
