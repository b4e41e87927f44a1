"""The blocks of the site that are no program and no recording, and what each must equal."""

from tests.harness.fragments import Fragment

FRAGMENTS: tuple[Fragment, ...] = ()

EXECUTED = ("README.md", "docs/contributing.md")
"""The documents whose Python fences pytest-examples runs: tests/test_snippets.py."""
