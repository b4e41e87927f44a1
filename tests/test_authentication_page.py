"""Whatever the owner's page says, ours says too, in its own words: each section, step, fact, command, code and link."""

import re

import pytest
from bs4 import Tag

from asrun.pages.site import Site

PAGE = "getting-started/authentication.md"
FURTHER = (
    "getting-started/handling-errors.md",
    "getting-started/managing-keys.md",
    "getting-started/environment-variables.md",
)
"""The pages that the owner's page would be too long with: it links to them, and they have some of its code."""

HEADINGS = """Authentication, API keys, Getting your API key, Using API keys, Example requests, Environment variables,
Unix/Linux/macOS, Windows (Command Prompt), Windows (PowerShell), Using environment variables in code,
API key management, Creating multiple keys, Key permissions, Rotating keys, Error responses, Invalid API key,
Expired API key, Missing API key, Best practices, Security, Rate limiting, Error handling, Next steps"""
"""The owner's sections: others link to them by the ids that these names make."""

WORDS = 1300
"""What a reader has the patience for before the first call works."""

LINKS = """https://example.com/signup https://dashboard.example.com/api-keys ../rate-limits/ ../../api-reference/errors/
../../guides/best-practices/ ../../guides/sdks/ ../handling-errors/ ../managing-keys/ ../environment-variables/"""

FACTS = {
    "getting-your-api-key": "Never expose your API key, browser, repositories, logs, secret manager",
    "using-api-keys": "Authorization, every request",
    "creating-multiple-keys": "Development, Testing and development, Production, Live applications, Read-only, "
    "Monitoring and analytics, Admin, Administrative tasks",
    "key-permissions": "read Read data and generate content, write Create and update resources, "
    "full administrative access, webhook Manage webhooks",
    "rotating-keys": "90 days",
    "security": "Never commit, Use environment variables, Rotate keys regularly, 90 days, Monitor key usage, "
    "different keys for different environments",
    "rate-limiting": "Respect the limit, 429, Back off exponentially, Monitor usage, Use a timeout",
    "error-handling": "401, 403, 429",
}
"""What each section must say, by the id of its heading."""

STEPS = {
    "getting-your-api-key": ("Sign up", "API keys section", "Create an API key", "store"),
    "rotating-keys": ("Create", "Update", "Test", "Delete"),
}
"""The words by which the steps of an ordered list are known, in order, by the heading above it."""

CODE = """\
Authorization: Bearer YOUR_API_KEY
https://api.example.com/v1/generate
"prompt": "Hello, world!"
"model": "gpt-4"
export API_KEY="
set API_KEY=
$env:API_KEY = "
process.env.API_KEY
method: "POST"
"Content-Type": "application/json"
Content-Type: application/json
async function makeAPIRequest(endpoint, data)
API request failed:
os.environ.get("API_KEY")
"success": false
"code": "INVALID_API_KEY"
"message": "The provided API key is invalid"
"key_id": "key_1234567890"
"code": "EXPIRED_API_KEY"
"message": "The API key has expired"
"expired_at": "2024-01-01T00:00:00Z"
"code": "MISSING_API_KEY"
"message": "API key is required"
"header": "Authorization"
"""


@pytest.fixture(scope="module")
def article(site: Site) -> Tag:
    return site.page(PAGE).article


def section(article: Tag, address: str) -> list[Tag]:
    start = article.find(id=address)
    assert start is not None, f"docs/{PAGE}: expected a heading with the id {address}; found none. Fix: put it back."
    ranks = [f"h{rank}" for rank in range(1, int(start.name[1]) + 1)]
    found = []
    for sibling in start.find_next_siblings():
        if sibling.name in ranks:
            break
        found.append(sibling)
    return found


@pytest.mark.parametrize("heading", re.split(r",\s", HEADINGS))
def test_page_has_the_owners_section_at_its_address(article: Tag, heading: str) -> None:
    (tag,) = article.find_all(id=re.sub(r"[^\w ]", "", heading).lower().replace(" ", "-"))
    assert tag.get_text().removesuffix("¶").strip() == heading


@pytest.mark.parametrize("address", LINKS.split())
def test_page_has_the_owners_links_and_those_to_the_pages_that_go_further(article: Tag, address: str) -> None:
    assert address in [link.get("href") for link in article.find_all("a")]


@pytest.mark.parametrize("address", FACTS)
def test_section_says_the_owners_facts(article: Tag, address: str) -> None:
    said = " ".join(" ".join(tag.get_text(" ") for tag in section(article, address)).split())
    assert [fact for fact in FACTS[address].split(", ") if fact not in said] == []


@pytest.mark.parametrize("address", STEPS)
def test_section_has_the_owners_steps_in_order(article: Tag, address: str) -> None:
    steps = next(tag for tag in section(article, address) if tag.name == "ol").find_all("li")
    for word, step in zip(STEPS[address], steps, strict=True):
        assert word in " ".join(step.get_text().split())


def test_page_or_one_that_it_links_to_shows_the_owners_code(site: Site) -> None:
    blocks = [block.get_text() for page in (PAGE, *FURTHER) for block in site.page(page).article.find_all("pre")]
    assert [code for code in CODE.splitlines() if not any(code in block for block in blocks)] == []


def test_first_request_stands_in_the_owners_three_languages_and_for_windows(article: Tag) -> None:
    (tabs,) = [tag for tag in section(article, "example-requests") if "tabbed-set" in (tag.get("class") or [])]
    labels = [label.get_text() for label in tabs.select(".tabbed-labels > label")]
    assert labels == ["cURL", "JavaScript", "Python", "PowerShell", "cmd"]


def test_page_is_no_longer_than_a_first_call_needs(site: Site) -> None:
    assert len(site.page(PAGE).markdown.split()) <= WORDS
