"""The claims of the site's tables: what their rows are compared with, in both directions."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from random import Random

from asrun import ROOT
from asrun.clock import Clock
from asrun.examples.example import ERRORS, ERRORS_OF, OUTPUT, RESPONSE
from asrun.examples.homes import homes
from asrun.examples.languages import JAVASCRIPT, LANGUAGES, PYTHON
from asrun.judge.checks import WITH
from asrun.pages.tables import Claim, Row
from asrun.text import read_text, read_toml
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests import openapi
from tests.asrun.sandbox.clients import CLIENTS
from tests.mock_api.client import Client
from tests.run_in_page_programs import WITHOUT_RUN

PURPOSES = frozenset(
    {
        ("Development", "Testing and development", "test", "read, write"),
        ("Production", "Live applications", "live", "What the application needs, nothing more"),
        ("Read-only", "Monitoring and analytics", "live", "read"),
        ("Admin", "Administrative tasks", "live", "admin"),
    }
)
"""The owner's words."""

OLDEST = {"cURL": "7.76", "JavaScript": "22", "Python": "3.11"}

NEEDS = {
    "cURL": f"curl {OLDEST['cURL']} or later",
    "JavaScript": f"Node.js {OLDEST['JavaScript']} or later",
    "Python": f"Python {OLDEST['Python']} or later, and pip install httpx",
}
"""What each language asks for: tests/test_needs.py shows that it is enough."""

CURL_EXITS = ((5, 6), (7,), (35, 60), (77,), (56,), (28,), (18, 52), (22,))
"""The exit statuses of cURL that the site explains, by their cause: tests/test_troubleshooting_page.py causes each."""

REASONS = {
    "unknown-host": ("getaddrinfo ENOTFOUND", "Name or service not known"),
    "connection-refused": ("connect ECONNREFUSED", "Connection refused"),
    "certificate-not-trusted": ("unable to verify the first certificate", "certificate verify failed"),
    "ca-file-missing": ("Ignoring extra certs", "No such file or directory"),
    "proxy-refuses": ("Proxy response (407)", "ProxyError"),
    "timed-out": ("aborted due to timeout", "ReadTimeout"),
    "connection-lost": ("other side closed", "RemoteProtocolError"),
    "not-json": ("is not valid JSON", "JSONDecodeError"),
}
"""What readers recognize in the lines of JavaScript and Python, by the example, in the order of CURL_EXITS."""


NO_RESPONSE = "No usable response from api.example.com: and a reason, or curl: and another number"


def column(values: Iterable[str]) -> frozenset[Row]:
    return frozenset((value,) for value in values)


def clients() -> frozenset[Row]:
    files = {path.suffix: path.name for path in (ROOT / "docs/guides/clients").iterdir() if path.is_file()}
    suffixes = {language.label: language.file[language.file.index(".") :] for language in LANGUAGES}
    return frozenset((label, files[its], NEEDS[label]) for label, its in suffixes.items() if its in files)


def rows_of_homes() -> frozenset[Row]:
    labels = {language.name: language.label for language in LANGUAGES}
    named = ((home, ", ".join(labels.get(each, each) for each in home.matters_to)) for home in homes())
    return frozenset((home.name, matters_to, home.why.replace("`", "")) for home, matters_to in named)


def words_of_the_style_guide() -> frozenset[Row]:
    settings = json.loads(read_text(ROOT / "scripts/prose.json"))
    return frozenset((write, word) for word, write in {**settings["words"], **settings["contractions"]}.items())


def exit_of(example: str) -> int:
    """The exit status of cURL in an example of the troubleshooting page."""
    return int(read_toml(ROOT / "snippets/troubleshooting" / example / "example.toml")["exit"]["curl"])


def reasons() -> frozenset[Row]:
    """What each language says when there's no response, as far as its recording has it."""
    rows = []
    for statuses, (example, words) in zip(CURL_EXITS, REASONS.items(), strict=True):
        files = (ROOT / "snippets/troubleshooting" / example / ERRORS_OF[each] for each in (JAVASCRIPT, PYTHON))
        found = [its if its in read_text(file) else "" for its, file in zip(words, files, strict=True)]
        rows.append((" or ".join(f"curl: ({status})" for status in statuses), *found))
    return frozenset(rows)


def lines_of_failures() -> frozenset[Row]:
    """What a reader of the troubleshooting page may have seen: what was recorded, without the request's ID."""
    of_key = ("authentication/key-*", "troubleshooting/key-*")
    other = ("permission-missing", "limit-exceeded", "service-unavailable")
    files = [
        path
        for example in (*of_key, *(f"handling-errors/{name}" for name in other))
        for path in (ROOT / "snippets").glob(f"{example}/*errors.txt")
    ]
    lines = {re.sub(r" \(req_\w+\)$", "", read_text(path).strip()) for path in files}
    lines |= {"curl: (22) The requested URL returned error: 400", NO_RESPONSE}
    said = {line for home in homes() for line in home.says.values()}
    return column(lines | {line for line in said if not any(re.search(line, each) for each in (lines | said) - {line})})


def sandbox_keys() -> frozenset[Row]:
    client = Client()
    keys = {key.id: ", ".join(key.permissions) for key in client.sandbox.keys.of_mode["test"].values()}
    statuses = {name: str(client.call("GET", "/v1/me", key=name).status) for name in KEY_IDS}
    return frozenset((name, SANDBOX_KEYS[name], keys[key_id], statuses[name]) for name, key_id in KEY_IDS.items())


def fixed_objects() -> frozenset[Row]:
    """Each object with its id, and with what its description has in code."""
    sandbox = Sandbox(Clock(), Random(0), lambda: 0.0)
    account, keys = sandbox.accounts["test"], sandbox.keys.of_mode["test"].values()
    return frozenset(
        {
            *(
                ("ApiKey", each.id, ", ".join((each.name, *each.permissions)))
                for each in keys
                if each.id not in KEY_IDS.values()
            ),
            *(("Generation", each.id, each.model) for each in account.generations.values()),
            *(("Prompt", each.id, each.name) for each in account.prompts.values()),
            *(("Webhook", each.id, f"{each.url}, {each.secret}") for each in account.webhooks.values()),
        }
    )


SETTING_UP, TESTING = "getting-started/authentication.md", "getting-started/testing.md"

TABLES = (
    Claim(
        "contributing.md#how-an-example-works",
        ("File",),
        column(
            [
                ", ".join(each.file for each in LANGUAGES),
                "example.toml",
                *(RESPONSE, OUTPUT, ERRORS, ", ".join(ERRORS_OF.values())),
            ]
        ),
        free=("Contents",),
    ),
    Claim(
        "contributing.md#back-a-claim",
        ("Table",),
        column(f"tests/{name}.py" for name in ("fragments", "tables", "terms")),
        free=("Claims", "Errors"),
    ),
    Claim("contributing.md#words", ("Write", "Instead of"), words_of_the_style_guide()),
    Claim(
        f"{SETTING_UP}#example-requests",
        ("Language", "What you need"),
        frozenset(NEEDS.items()),
        tied=("How to run it",),
    ),
    Claim(f"{SETTING_UP}#creating-multiple-keys", ("Purpose", "Use it for", "Mode", "Permissions"), PURPOSES),
    Claim("getting-started/troubleshooting.md#troubleshooting", ("You see",), lines_of_failures(), tied=("Cause",)),
    Claim(
        "getting-started/troubleshooting.md#no-answer",
        tuple(f"{each.label} prints" for each in LANGUAGES),
        reasons(),
        tied=("Cause",),
    ),
    Claim(
        f"{TESTING}#in-the-page",
        ("Reason", "Programs"),
        frozenset((reason, str(count)) for reason, count in Counter(WITHOUT_RUN.values()).items()),
    ),
    Claim(
        f"{TESTING}#http-clients",
        ("Client", "Finds the mock", "Oldest release tried"),
        frozenset((name, client.found, client.tried) for name, client in CLIENTS.items()),
    ),
    Claim(f"{TESTING}#sandbox-keys", ("Name", "Key", "Permission", "Status"), sandbox_keys(), tied=("Use it for",)),
    Claim(f"{TESTING}#fixed-objects", ("Object", "ID", "Description"), fixed_objects(), codes=("Description",)),
    Claim(f"{TESTING}#cause-each-failure", ("Status", "Code"), openapi.ERRORS, tied=("How to cause it",)),
    Claim("verification.md#your-machine", ("Home", "Matters to", "Why"), rows_of_homes()),
    Claim(
        "guides/check-your-program.md#let-requests-fail",
        ("WITH",),
        column(filter(None, WITH)),
        free=("What the program gets",),
    ),
    Claim("guides/sdks.md#one-file-that-you-own", ("Language", "File", "Requirements"), clients()),
)
