"""Each page of one little site has one inline code, which is known, or whose finding is pinned."""

from collections.abc import Mapping, Sequence

import pytest

from asrun import ROOT
from asrun.pages.inline import Known, check_inline
from asrun.pages.vocabulary import Vocabulary
from tests.asrun.little import made

KNOWN = (
    "INVALID_API_KEY",
    "YOUR_API_KEY",
    "HTTPS_PROXY",
    "401",
    "429 Too Many Requests",
    "/v1/generate",
    "POST /v1/keys/{id}/rotate",
    "GET /v1/keys/key_1234567890",
    "GET /v1/keys?limit=20",
    "Retry-After",
    "WWW-Authenticate",
    "Authorization",
    "RateLimit",
    "Authorization: Bearer YOUR_API_KEY",
    "Cache-Control: no-store",
    "admin",
    "gpt-4",
    "max_tokens",
    "ak_live_",
    '"expires_at": null',
    "pip install httpx",
    "httpx.post",
    "set.sh",
    "snippets/little/",
    "make test",
    "ps",
)

UNKNOWN = {
    "INVALID_API_KEYS": "an error code or a variable",
    "420": "a status",
    "429 Too Many Request": "a status",
    "/v1/generat": "a path",
    "PATCH /v1/generate": "a path",
    "Retry-Afer": "a header field",
    "Retry-After: never": "a header field with its value",
    "X-Unknown: 1": "a header field with its value",
    '"expire_at": null': "a member of an object of the contract",
    '"expires_at": nul': "a member of an object of the contract",
    "pip install requests": "a package that a program imports",
    "ak_prod_": "the start of a key or an id",
    "Authorisation": "a word of the contract, of an example, or of the terms",
    "max_token": "a word of the contract, of an example, or of the terms",
    "make tests": "a word of the contract, of an example, or of the terms",
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    project = tmp_path_factory.mktemp("inline")
    pages = {f"known-{number}.md": f"# Page\n\nText: `{text}`.\n" for number, text in enumerate(KNOWN)}
    pages |= {f"unknown-{number}.md": f"# Page\n\nText: `{text}`.\n" for number, text in enumerate(UNKNOWN)}
    site, examples = made(project, pages)
    (project / "Makefile").write_text("test:\n")
    (project / "snippets/little/first/import.txt").write_text("import httpx\n")
    terms: Mapping[str, Sequence[str]] = {"Unix": ("ps", "top"), "curl": ("HTTPS_PROXY",)}
    return [str(finding) for finding in check_inline(site, Known(project, Vocabulary.load(ROOT), examples, terms))]


@pytest.mark.parametrize("number", range(len(KNOWN)), ids=KNOWN)
def test_inline_code_that_is_known_is_well(number: int, findings: Sequence[str]) -> None:
    assert [line for line in findings if line.startswith(f"docs/known-{number}.md")] == []


@pytest.mark.parametrize("number", range(len(UNKNOWN)), ids=UNKNOWN)
def test_inline_code_that_is_not_known_is_named_with_its_line(number: int, findings: Sequence[str]) -> None:
    text, kind = list(UNKNOWN.items())[number]
    assert [line for line in findings if line.startswith(f"docs/unknown-{number}.md")] == [
        f"docs/unknown-{number}.md:3: expected {kind} that exists, actual `{text}`."
        " Fix: correct its spelling, or the contract; a name from elsewhere stands in tests/terms.py."
    ]


def test_term_that_no_page_uses_is_a_finding(findings: Sequence[str]) -> None:
    assert [line for line in findings if not line.startswith("docs/")] == [
        'tests/terms.py: expected a page that uses "top", actual none. Fix: remove the term.'
    ]
