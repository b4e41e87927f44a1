"""The claims of the site's tables: what their rows are compared with, in both directions."""

import re
from collections import Counter

from asrun import ROOT
from asrun.examples.example import CURL_ERRORS, ERRORS, OUTPUT, RESPONSE
from asrun.examples.languages import LANGUAGES
from asrun.examples.settings import KEYS
from asrun.pages.tables import Claim, Row
from asrun.pages.vocabulary import Vocabulary
from mock_api.key_format import BODY_LENGTH, CHECKSUM_LENGTH
from tests.endpoint_tables import ENDPOINT_TABLES
from tests.run_in_page_programs import WITHOUT_RUN
from tests.sandbox_tables import fixed_objects, sandbox_keys

PURPOSES = {
    "Development": ("test", {"read", "write"}),
    "Production": ("live", set()),
    "Read-only": ("live", {"read"}),
    "Admin": ("live", {"admin"}),
}
"""The purposes that the site names, with the mode and the permissions that it advises."""

OLDEST = {"cURL": "7.76", "JavaScript": "22", "Python": "3.11"}
"""The oldest release that runs the examples of a language."""

CURL_EXITS = ((5, 6), (7,), (18, 52, 56), (22,), (28,), (35, 60))
"""The exit statuses of cURL that the site explains, by their cause: tests/test_curl_exits.py causes each."""


def files_of_an_example(_: Vocabulary) -> frozenset[Row]:
    programs = ", ".join(language.file for language in LANGUAGES)
    return frozenset((files,) for files in (programs, "example.toml", RESPONSE, OUTPUT, f"{ERRORS}, {CURL_ERRORS}"))


def keys_of_an_example(_: Vocabulary) -> frozenset[Row]:
    return frozenset((key,) for key in KEYS)


def tables_of_claims(_: Vocabulary) -> frozenset[Row]:
    return frozenset((f"tests/{name}.py",) for name in ("fragments", "tables", "terms", "figures"))


def parts_of_a_key(contract: Vocabulary) -> frozenset[Row]:
    prefixes = " or ".join(f"ak_{mode}_" for mode in contract.schema("Mode")["enum"])
    return frozenset({(prefixes,), *((f"{count} letters and digits",) for count in (BODY_LENGTH, CHECKSUM_LENGTH))})


def _needs() -> dict[str, str]:
    """What each language asks for: tests/test_needs.py shows that it is enough."""
    return {
        "cURL": f"curl {OLDEST['cURL']} or later",
        "JavaScript": f"Node.js {OLDEST['JavaScript']} or later",
        "Python": f"Python {OLDEST['Python']} or later, and pip install httpx",
    }


def needs_of_languages(_: Vocabulary) -> frozenset[Row]:
    return frozenset(_needs().items())


def clients(_: Vocabulary) -> frozenset[Row]:
    """The files that readers download, each with what its language needs."""
    needs = _needs()
    files = {path.suffix: path.name for path in (ROOT / "docs/guides/clients").iterdir() if path.is_file()}
    return frozenset(
        (language.label, files[suffix], needs[language.label])
        for language in LANGUAGES
        if (suffix := language.file[language.file.index(".") :]) in files
    )


def advice_for_purposes(contract: Vocabulary) -> frozenset[Row]:
    known = contract.permissions
    return frozenset(
        (purpose, mode, ", ".join(sorted(permissions)) or "What the application needs, nothing more")
        for purpose, (mode, permissions) in PURPOSES.items()
        if mode in contract.schema("Mode")["enum"] and permissions <= known
    )


def permissions(contract: Vocabulary) -> frozenset[Row]:
    return frozenset((permission,) for permission in contract.permissions)


def errors(contract: Vocabulary) -> frozenset[Row]:
    return contract.errors


def errors_and_retries(contract: Vocabulary) -> frozenset[Row]:
    """Every error, and whether the same request may succeed later."""
    return frozenset((status, code, _retry(contract, status)) for status, code in contract.errors)


def _retry(contract: Vocabulary, status: str) -> str:
    if status in contract.retry_after:
        return "After Retry-After"
    return "After a while" if status >= "500" else "No"


def errors_of_authentication(contract: Vocabulary) -> frozenset[Row]:
    """What the key, its limit or the service decide for every operation, and whether to try again."""
    return frozenset(
        (status, code, retry)
        for status, code, retry in errors_and_retries(contract)
        if status in ("401", "403", "429", "503")
    )


def parts_of_the_limit(contract: Vocabulary) -> frozenset[Row]:
    headers = contract.document["components"]["headers"]
    fields = {"RateLimit-Policy": headers["RateLimitPolicy"], "RateLimit": headers["RateLimit"]}
    return frozenset(
        (name, part) for name, header in fields.items() for part in re.findall(r";(\w)=", header["example"])
    )


def exits_of_curl(_: Vocabulary) -> frozenset[Row]:
    rows = (list(map(str, statuses)) for statuses in CURL_EXITS)
    return frozenset((" or ".join(filter(None, [", ".join(row[:-1]), row[-1]])),) for row in rows)


def events(contract: Vocabulary) -> frozenset[Row]:
    """Each event that one can ask for, with the id in its data, which is that of the noun in its name."""
    ids = contract.schema("EventData")["properties"]
    return frozenset(
        (event, name)
        for event in contract.schema("EventType")["enum"]
        for name in ids
        if name == f"{event.partition('.')[0]}_id"
    )


def fields_of_a_delivery(contract: Vocabulary) -> frozenset[Row]:
    return frozenset((field["name"],) for field in contract.document["webhooks"]["event"]["post"]["parameters"])


def programs_without_run(_: Vocabulary) -> frozenset[Row]:
    return frozenset((reason, str(count)) for reason, count in Counter(WITHOUT_RUN.values()).items())


TABLES = (
    *ENDPOINT_TABLES,
    Claim("api-reference/errors.md#all-codes", ("Status", "Code", "Retry?"), errors_and_retries),
    Claim("contributing.md#how-an-example-works", ("File",), files_of_an_example),
    Claim("contributing.md#add-an-example", ("Key",), keys_of_an_example),
    Claim("contributing.md#back-a-claim", ("Table",), tables_of_claims),
    Claim("getting-started/authentication.md#api-keys", ("Part of a key",), parts_of_a_key),
    Claim("getting-started/authentication.md#example-requests", ("Language", "What you need"), needs_of_languages),
    Claim(
        "getting-started/authentication.md#creating-multiple-keys",
        ("Purpose", "Mode", "Permissions"),
        advice_for_purposes,
    ),
    Claim("getting-started/authentication.md#key-permissions", ("Permission",), permissions),
    Claim("getting-started/authentication.md#error-responses", ("Status", "Code", "Retry?"), errors_of_authentication),
    Claim(
        "getting-started/troubleshooting.md#the-server-cannot-be-reached",
        ("cURL exits with",),
        exits_of_curl,
    ),
    Claim("getting-started/rate-limits.md#read-what-is-left", ("Field", "Part"), parts_of_the_limit),
    Claim("getting-started/testing.md#in-the-page", ("What it is", "Programs"), programs_without_run),
    Claim("getting-started/testing.md#sandbox-keys", ("Name", "Key", "Permission", "First answer"), sandbox_keys),
    Claim("getting-started/testing.md#fixed-objects", ("Object", "Id"), fixed_objects),
    Claim("getting-started/testing.md#cause-each-failure", ("Status", "Code"), errors),
    Claim("guides/webhooks.md#create-a-webhook", ("Event", "data holds"), events),
    Claim("guides/webhooks.md#what-your-server-receives", ("Field",), fields_of_a_delivery),
    Claim("guides/sdks.md#one-file-that-you-own", ("Language", "File", "What it needs"), clients),
)
