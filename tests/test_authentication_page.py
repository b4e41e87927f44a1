"""Whatever the owner's page says, ours says too, in its own words: each section, step, fact, command, code and link."""

import pytest
from bs4 import Tag

from asrun.pages.site import Site

PAGE = "getting-started/authentication.md"
FURTHER = ("getting-started/handling-errors.md", "getting-started/managing-keys.md")
"""The pages that the owner's page would be too long with: it links to them, and they have some of its code."""

HEADINGS = {
    "Authentication": "authentication",
    "API keys": "api-keys",
    "Getting your API key": "getting-your-api-key",
    "Using API keys": "using-api-keys",
    "Example requests": "example-requests",
    "Environment variables": "environment-variables",
    "Unix/Linux/macOS": "unixlinuxmacos",
    "Windows (Command Prompt)": "windows-command-prompt",
    "Windows (PowerShell)": "windows-powershell",
    "Using environment variables in code": "using-environment-variables-in-code",
    "API key management": "api-key-management",
    "Creating multiple keys": "creating-multiple-keys",
    "Key permissions": "key-permissions",
    "Rotating keys": "rotating-keys",
    "Error responses": "error-responses",
    "Invalid API key": "invalid-api-key",
    "Expired API key": "expired-api-key",
    "Missing API key": "missing-api-key",
    "Best practices": "best-practices",
    "Security": "security",
    "Rate limiting": "rate-limiting",
    "Error handling": "error-handling",
    "Next steps": "next-steps",
}
"""The owner's sections, and the ids by which others link to them."""

LINKS = (
    "https://example.com/signup",
    "https://dashboard.example.com/api-keys",
    "../rate-limits/",
    "../../api-reference/errors/",
    "../../guides/best-practices/",
    "../../guides/sdks/",
)

STEPS = {
    "getting-your-api-key": ("Sign up", "API keys section", "Create an API key", "store"),
    "rotating-keys": ("Create", "Update", "Test", "Delete"),
}
"""The words by which the steps of an ordered list are known, in order, by the heading above it."""

TABLE_ROWS = (
    ("read", "Read data and generate content"),
    ("write", "Create and update resources"),
    ("admin", "full administrative access"),
    ("webhook", "Manage webhooks"),
    ("Development", "Testing and development"),
    ("Production", "Live applications"),
    ("Read-only", "Monitoring and analytics"),
    ("Admin", "Administrative tasks"),
)

FACTS = {
    "getting-your-api-key": ("Never expose your API key", "browser", "repositories", "logs", "secret manager"),
    "using-api-keys": ("Authorization", "every request"),
    "rotating-keys": ("90 days",),
    "security": (
        "Never commit",
        "Use environment variables",
        "Rotate keys regularly",
        "90 days",
        "Monitor key usage",
        "different keys for different environments",
    ),
    "rate-limiting": ("Respect the limit", "429", "Back off exponentially", "Monitor usage", "Use a timeout"),
    "error-handling": ("401", "403", "429"),
}
"""What each section must say, by the id of its heading."""

CODE = (
    "Authorization: Bearer YOUR_API_KEY",
    "https://api.example.com/v1/generate",
    '"prompt": "Hello, world!"',
    '"model": "gpt-4"',
    'export API_KEY="',
    "set API_KEY=",
    '$env:API_KEY = "',
    "process.env.API_KEY",
    'method: "POST"',
    '"Content-Type": "application/json"',
    "Content-Type: application/json",
    "async function makeAPIRequest(endpoint, data)",
    "API request failed:",
    'os.environ.get("API_KEY")',
    '"code": "INVALID_API_KEY"',
    '"message": "The provided API key is invalid"',
    '"key_id": "key_1234567890"',
    '"code": "EXPIRED_API_KEY"',
    '"message": "The API key has expired"',
    '"expired_at": "2024-01-01T00:00:00Z"',
    '"code": "MISSING_API_KEY"',
    '"message": "API key is required"',
    '"header": "Authorization"',
    '"success": false',
)


@pytest.fixture(scope="module")
def article(site: Site) -> Tag:
    return site.page(PAGE).article


def section(article: Tag, heading: str) -> list[Tag]:
    """What stands between the heading of that id and the next one of its rank or above."""
    start = article.find(id=heading)
    assert start is not None, f"docs/{PAGE}: expected a heading with the id {heading}, actual none. Fix: put it back."
    ranks = [f"h{rank}" for rank in range(1, int(start.name[1]) + 1)]
    found = []
    for sibling in start.find_next_siblings():
        if sibling.name in ranks:
            break
        found.append(sibling)
    return found


def words(tags: list[Tag]) -> str:
    return " ".join(" ".join(tag.get_text(" ") for tag in tags).split())


@pytest.mark.parametrize(("heading", "address"), HEADINGS.items())
def test_page_has_the_owners_section_at_its_address(article: Tag, heading: str, address: str) -> None:
    (tag,) = article.find_all(id=address)
    assert tag.get_text().removesuffix("¶").strip() == heading


@pytest.mark.parametrize("address", LINKS)
def test_page_has_the_owners_link(article: Tag, address: str) -> None:
    assert address in [link.get("href") for link in article.find_all("a")]


@pytest.mark.parametrize("heading", STEPS)
def test_section_has_the_owners_steps_in_order(article: Tag, heading: str) -> None:
    steps = next(tag for tag in section(article, heading) if tag.name == "ol").find_all("li")
    for word, step in zip(STEPS[heading], steps, strict=True):
        assert word in " ".join(step.get_text().split())


@pytest.mark.parametrize(("name", "meaning"), TABLE_ROWS)
def test_page_has_the_owners_table_row(article: Tag, name: str, meaning: str) -> None:
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in article.find_all("tr")]
    assert any(row and row[0] == name and any(meaning in cell for cell in row[1:]) for row in rows)


@pytest.mark.parametrize(("heading", "fact"), [(heading, fact) for heading, facts in FACTS.items() for fact in facts])
def test_section_says_the_owners_fact(article: Tag, heading: str, fact: str) -> None:
    assert fact in words(section(article, heading))


@pytest.mark.parametrize("code", CODE)
def test_page_or_one_that_it_links_to_shows_the_owners_code(site: Site, code: str) -> None:
    blocks = [block for page in (PAGE, *FURTHER) for block in site.page(page).article.find_all("pre")]
    assert any(code in block.get_text() for block in blocks)


@pytest.mark.parametrize("page", FURTHER)
def test_page_links_to_those_that_go_further(article: Tag, page: str) -> None:
    address = f"../{page.removeprefix('getting-started/').removesuffix('.md')}/"
    assert address in [link.get("href") for link in article.find_all("a")]


def test_first_request_stands_in_the_owners_three_languages(article: Tag) -> None:
    (tabs,) = [tag for tag in section(article, "example-requests") if "tabbed-set" in (tag.get("class") or [])]
    assert [label.get_text() for label in tabs.select(".tabbed-labels > label")] == ["cURL", "JavaScript", "Python"]
