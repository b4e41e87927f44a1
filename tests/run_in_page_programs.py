"""The programs of the site, and those without a Run button, whose kinds getting-started/testing.md counts."""

from asrun.examples.languages import LANGUAGES
from asrun.examples.runs import Case
from tests.api import EXAMPLES

PROGRAMS = {
    f"{example.name}/{language.file}": Case(example, language)
    for example in EXAMPLES
    if example.programs == example.folder
    for language in example.languages
    if language in LANGUAGES
}

REASONS = {
    "handle-errors/curl.sh": "Defines a shell function",
    "replay/curl.sh": "Uses a shell loop",
    "reuse/curl.sh": "Uses a shell loop",
    "sdks/generate/curl.sh": "Loads a file into the shell",
    "sdks/refused/curl.sh": "Loads a file into the shell",
    "generated-client/python.py": "Uses a client that you generate first",
    "receive/javascript.mjs": "Runs a server",
    "receive/python.py": "Runs a server",
    "verify/javascript.mjs": "Sends no request",
    "verify/python.py": "Sends no request",
}
"""What has no button, by the end of its path, with the reason in the words of the page."""

WITHOUT_RUN = {file: reason for file in PROGRAMS for end, reason in REASONS.items() if f"/{file}".endswith(f"/{end}")}
