"""The claims of the site's tables: what their rows are compared with, in both directions."""

import re
from collections import Counter
from collections.abc import Iterable
from random import Random

from asrun import ROOT
from asrun.clock import Clock
from asrun.contract import Contract
from asrun.examples.example import CURL_ERRORS, ERRORS, OUTPUT, RESPONSE
from asrun.examples.languages import LANGUAGES
from asrun.examples.settings import KEYS
from asrun.pages.tables import Claim, Row
from mock_api.app import create_app
from mock_api.key_format import BODY_LENGTH, CHECKSUM_LENGTH
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests import openapi
from tests.endpoint_tables import ENDPOINT_TABLES
from tests.mock_api.client import Client
from tests.openapi import DOCUMENT, EVENT, PERMISSIONS, RESPONSES, SCHEMAS
from tests.run_in_page_programs import WITHOUT_RUN

MODES = SCHEMAS["Mode"]["enum"]

PURPOSES = {
    "Development": ("test", {"read", "write"}),
    "Production": ("live", set()),
    "Read-only": ("live", {"read"}),
    "Admin": ("live", {"admin"}),
}
"""The purposes that the site names, with the mode and the permissions that it advises."""

OLDEST = {"cURL": "7.76", "JavaScript": "22", "Python": "3.11"}
"""The oldest release that runs the examples of a language."""

NEEDS = {
    "cURL": f"curl {OLDEST['cURL']} or later",
    "JavaScript": f"Node.js {OLDEST['JavaScript']} or later",
    "Python": f"Python {OLDEST['Python']} or later, and pip install httpx",
}
"""What each language asks for: tests/test_needs.py shows that it is enough."""

CURL_EXITS = ((5, 6), (7,), (18, 52, 56), (22,), (28,), (35, 60))
"""The exit statuses of cURL that the site explains, by their cause: tests/test_curl_exits.py causes each."""


def column(values: Iterable[str]) -> frozenset[Row]:
    """The rows of a single column."""
    return frozenset((value,) for value in values)


def clients() -> frozenset[Row]:
    """The files that readers download, each with what its language needs."""
    files = {path.suffix: path.name for path in (ROOT / "docs/guides/clients").iterdir() if path.is_file()}
    suffixes = {language.label: language.file[language.file.index(".") :] for language in LANGUAGES}
    return frozenset((label, files[its], NEEDS[label]) for label, its in suffixes.items() if its in files)


def advice_for_purposes() -> frozenset[Row]:
    return frozenset(
        (purpose, mode, ", ".join(sorted(permissions)) or "What the application needs, nothing more")
        for purpose, (mode, permissions) in PURPOSES.items()
        if mode in MODES and permissions <= PERMISSIONS
    )


def errors_and_retries() -> frozenset[Row]:
    """Every error, and whether the same request may succeed later: those whose every response says when, then."""
    silent = {status for status, response in RESPONSES if "Retry-After" not in response.get("headers", {})}
    return frozenset(
        (status, code, "After Retry-After" if status not in silent else "After a while" if status >= "500" else "No")
        for status, code in openapi.ERRORS
    )


def parts_of_the_limit() -> frozenset[Row]:
    headers = DOCUMENT["components"]["headers"]
    fields = {"RateLimit-Policy": headers["RateLimitPolicy"], "RateLimit": headers["RateLimit"]}
    return frozenset(
        (name, part) for name, header in fields.items() for part in re.findall(r";(\w)=", header["example"])
    )


def exits_of_curl() -> frozenset[Row]:
    rows = (list(map(str, statuses)) for statuses in CURL_EXITS)
    return column(" or ".join(filter(None, [", ".join(row[:-1]), row[-1]])) for row in rows)


def events() -> frozenset[Row]:
    """Each event that one can ask for, with the id in its data, which is that of the noun in its name."""
    pairs = ((event, f"{event.partition('.')[0]}_id") for event in SCHEMAS["EventType"]["enum"])
    return frozenset((event, name) for event, name in pairs if name in SCHEMAS["EventData"]["properties"])


def sandbox_keys() -> frozenset[Row]:
    """Name, secret and permission of each published key, and the status when it first asks."""
    sandbox = Sandbox(Clock(), Random(0), lambda: 0.0)
    client = Client(create_app(Contract.load(openapi.PATH)), sandbox)
    keys = {name: (secret, sandbox.keys.find(secret)) for name, secret in SANDBOX_KEYS.items()}
    return frozenset(
        (name, secret, ", ".join(key.permissions), str(client.call("GET", "/v1/me", key=name).status))
        for name, (secret, key) in keys.items()
        if key
    )


def fixed_objects() -> frozenset[Row]:
    """Schema and id of each object that is there from the start, but for the published keys."""
    sandbox = Sandbox(Clock(), Random(0), lambda: 0.0)
    account = sandbox.accounts["test"]
    objects = {
        "ApiKey": {key.id for key in sandbox.keys.of_mode["test"]} - set(KEY_IDS.values()),
        "Generation": {each.id for each in account.generations},
        "Prompt": {each.id for each in account.prompts},
        "Webhook": {each.id for each in account.webhooks},
    }
    return frozenset((schema, name) for schema, names in objects.items() for name in names)


STATUS_CODE_RETRY = ("Status", "Code", "Retry?")
SETTING_UP, TESTING = "getting-started/authentication.md", "getting-started/testing.md"

TABLES = (
    *ENDPOINT_TABLES,
    Claim("api-reference/errors.md#all-codes", STATUS_CODE_RETRY, errors_and_retries()),
    Claim(
        "contributing.md#how-an-example-works",
        ("File",),
        column(
            [", ".join(each.file for each in LANGUAGES), "example.toml", RESPONSE, OUTPUT, f"{ERRORS}, {CURL_ERRORS}"]
        ),
    ),
    Claim("contributing.md#add-an-example", ("Key",), column(KEYS)),
    Claim(
        "contributing.md#back-a-claim",
        ("Table",),
        column(f"tests/{name}.py" for name in ("fragments", "tables", "terms", "figures")),
    ),
    Claim(
        f"{SETTING_UP}#api-keys",
        ("Part of a key",),
        column(
            [
                " or ".join(f"ak_{mode}_" for mode in MODES),
                *(f"{count} letters and digits" for count in (BODY_LENGTH, CHECKSUM_LENGTH)),
            ]
        ),
    ),
    Claim(f"{SETTING_UP}#example-requests", ("Language", "What you need"), frozenset(NEEDS.items())),
    Claim(f"{SETTING_UP}#creating-multiple-keys", ("Purpose", "Mode", "Permissions"), advice_for_purposes()),
    Claim(f"{SETTING_UP}#key-permissions", ("Permission",), column(PERMISSIONS)),
    Claim(
        f"{SETTING_UP}#error-responses",  # what the key, its limit or the service decide for every operation
        STATUS_CODE_RETRY,
        frozenset(row for row in errors_and_retries() if row[0] in ("401", "403", "429", "503")),
    ),
    Claim("getting-started/troubleshooting.md#the-server-cannot-be-reached", ("cURL exits with",), exits_of_curl()),
    Claim("getting-started/rate-limits.md#read-what-is-left", ("Field", "Part"), parts_of_the_limit()),
    Claim(
        f"{TESTING}#in-the-page",
        ("Reason", "Programs"),
        frozenset((reason, str(count)) for reason, count in Counter(WITHOUT_RUN.values()).items()),
    ),
    Claim(f"{TESTING}#sandbox-keys", ("Name", "Key", "Permission", "First response"), sandbox_keys()),
    Claim(f"{TESTING}#fixed-objects", ("Object", "ID"), fixed_objects()),
    Claim(f"{TESTING}#cause-each-failure", ("Status", "Code"), openapi.ERRORS),
    Claim("guides/webhooks.md#create-a-webhook", ("Event", "data holds"), events()),
    Claim(
        "guides/webhooks.md#what-your-server-receives", ("Field",), column(each["name"] for each in EVENT["parameters"])
    ),
    Claim("guides/sdks.md#one-file-that-you-own", ("Language", "File", "What it needs"), clients()),
)
