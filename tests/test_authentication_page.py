"""Whatever the owner's page says, ours says too, in its own words: each section, step, fact, command, code and link."""

import re

import pytest
from bs4 import Tag

from asrun.pages.site import Site

PAGE = "getting-started/authentication.md"
FURTHER = [f"getting-started/{name}.md" for name in ("handling-errors", "managing-keys", "environment-variables")]
"""The pages that the owner's page would be too long with: it links to them, and they have some of its code."""

WORDS = 1300
"""What a reader has the patience for before the first call works."""

SECTIONS = """
Authentication
API keys
Getting your API key: Sign up > API keys section > Create an API key > store; browser; repositories; logs;
  Never expose your API key; secret manager
Using API keys: Authorization; every request
Example requests
Environment variables
Using environment variables in code
API key management
Creating multiple keys: Development; Testing and development; Production; Live applications; Read-only; Admin;
  Monitoring and analytics; Administrative tasks
Key permissions: read Read data and generate content; write Create and update resources; full administrative access;
  webhook Manage webhooks
Rotating keys: Create > Update > Test > Delete; 90 days
Error responses
Invalid API key
Expired API key
Missing API key
Best practices
Security: Never commit; Use environment variables; Rotate keys regularly; 90 days; Monitor key usage;
  different keys for different environments
Rate limiting: Respect the limit; 429; Back off exponentially; Monitor usage; Use a timeout
Error handling: 401; 403; 429
Next steps
"""
"""The owner's sections, to which others link by the ids that these names make, and what each must say."""

LINKS = """https://example.com/signup https://dashboard.example.com/api-keys ../rate-limits/ ../../api-reference/errors/
../../guides/best-practices/ ../../guides/sdks/ ../handling-errors/ ../managing-keys/ ../environment-variables/"""

CODE = """
https://api.example.com/v1/generate
"prompt": "Hello, world!"
"model": "gpt-4"
export API_KEY="
set API_KEY=
$env:API_KEY = "
process.env.API_KEY
async function makeAPIRequest(endpoint, data)
API request failed:
os.environ.get("API_KEY")
"message": "The provided API key is invalid"
"key_id": "key_1234567890"
"message": "The API key has expired"
"expired_at": "2024-01-01T00:00:00Z"
"message": "API key is required"
"header": "Authorization"
"""


@pytest.fixture(scope="module")
def article(site: Site) -> Tag:
    return site.page(PAGE).article


def section(article: Tag, name: str) -> list[Tag]:
    """What follows the heading, up to the next one of its rank or a higher one."""
    (start,) = article.find_all(id=re.sub(r"[^\w ]", "", name).lower().replace(" ", "-"))
    assert start.get_text().removesuffix("\u200b").strip() == name
    found = []
    for sibling in start.find_next_siblings():
        if re.fullmatch(f"h[1-{start.name[1]}]", sibling.name):
            break
        found.append(sibling)
    return found


@pytest.mark.parametrize("line", SECTIONS.strip().replace("\n  ", " ").splitlines())
def test_page_has_the_owners_section_at_its_address_with_its_facts_and_steps(article: Tag, line: str) -> None:
    name, _, facts = line.partition(": ")
    said = " ".join(" ".join(tag.get_text(" ") for tag in section(article, name)).split())
    steps = {fact: ".*".join(map(re.escape, fact.split(" > "))) for fact in facts.split("; ")}
    assert [fact for fact, pattern in steps.items() if not re.search(pattern, said)] == []


def test_page_has_the_owners_links_and_it_or_one_that_it_links_to_the_owners_code(site: Site, article: Tag) -> None:
    assert {*LINKS.split()} - {str(link.get("href")) for link in article.find_all("a")} == set()
    blocks = [block.get_text() for page in (PAGE, *FURTHER) for block in site.page(page).article.find_all("pre")]
    assert [code for code in CODE.split("\n") if not any(code in block for block in blocks)] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Example requests", [["cURL", "JavaScript", "Python", "PowerShell", "cmd"]]),
        ("Environment variables", [["bash, zsh", "cmd", "PowerShell"], ["cURL", "JavaScript", "Python"]]),
    ],
)
def test_tabs_of_a_section_are_the_owners_languages_and_shells(
    article: Tag, name: str, expected: list[list[str]]
) -> None:
    sets = [tag for tag in section(article, name) if "tabbed-set" in (tag.get("class") or [])]
    assert [[label.get_text() for label in each.select(".tabbed-labels > label")] for each in sets] == expected


def test_owners_shells_keep_their_addresses(article: Tag) -> None:
    ids = ("unixlinuxmacos", "windows-command-prompt", "windows-powershell")
    names = ["Unix/Linux/macOS", "Windows (Command Prompt)", "Windows (PowerShell)"]
    assert [tag.get_text() for tag in article.find_all(id=ids)] == names


def test_page_is_no_longer_than_a_first_call_needs(site: Site) -> None:
    assert len(site.page(PAGE).markdown.split()) <= WORDS
