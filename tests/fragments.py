"""The blocks of the site that are no program and no recording, and what each must equal."""

from asrun.pages.fragments import Fragment, contract_value, sent_field

FRAGMENTS: tuple[Fragment, ...] = (
    Fragment(
        "getting-started/authentication.md#authentication",
        "http",
        sent_field("authentication/first-request", "Authorization"),
    ),
    Fragment(
        "guides/webhooks.md#what-your-server-receives",
        "json",
        contract_value("/webhooks/event/post/requestBody/content/application~1json/examples/test/value"),
    ),
)

EXECUTED = ("README.md", "docs/contributing.md")
"""The documents whose Python fences pytest-examples runs: tests/test_snippets.py."""
