"""The blocks of the site that are no program and no recording, and what each must equal."""

from tests.harness.fragments import Fragment, sent_field

FRAGMENTS: tuple[Fragment, ...] = (
    Fragment(
        "getting-started/authentication.md#authentication",
        "http",
        sent_field("authentication/first-request", "Authorization"),
    ),
)

EXECUTED = ("README.md", "docs/contributing.md")
"""The documents whose Python fences pytest-examples runs: tests/test_snippets.py."""
