"""The blocks of the site that are no program and no recording, and what each must equal."""

import json
import re
from collections.abc import Iterable

from asrun import ROOT
from asrun.journal import Exchange
from asrun.pages.ledger import Fragments
from asrun.pages.markdown import fences
from asrun.text import read_text
from tests.openapi import EVENT

SENT_BY = "authentication/first-request"
"""The example whose programs send what the authentication page shows."""

EXECUTED = ("README.md", "docs/contributing.md")
"""The documents whose Python fences pytest-examples runs: tests/test_snippets.py."""

DELIVERY = EVENT["requestBody"]["content"]["application/json"]["examples"]["test"]["value"]


def fragments(exchanges: Iterable[Exchange]) -> Fragments:
    """`exchanges` are those that the programs of SENT_BY made."""
    (sent,) = {value for each in exchanges for name, value in each.request.fields if name.lower() == "authorization"}
    executed = [each for each in fences(read_text(ROOT / "docs/contributing.md")) if each.language == "python"]
    return {
        "getting-started/authentication.md#authentication": [
            ("http", f"Authorization: {re.sub('ak_.+', 'YOUR_API_KEY', sent)}")
        ],
        "guides/webhooks.md#what-your-server-receives": [("json", json.dumps(DELIVERY, indent=2))],
        "contributing.md#add-an-example": [(each.language, each.text) for each in executed],
    }
