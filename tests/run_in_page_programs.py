"""The programs of the site, and those without a Run button, whose kinds getting-started/testing.md counts."""

from asrun import ROOT
from asrun.examples.example import load_examples
from asrun.examples.languages import LANGUAGES
from asrun.examples.runs import Case
from tests.api import API

PROGRAMS = {
    f"{example.name}/{language.file}": Case(example, language)
    for example in load_examples(ROOT, API)[0]
    if example.programs == example.folder
    for language in example.languages
    if language in LANGUAGES
}
"""Every program, by its path below snippets/."""

REASONS = {
    "handle-errors/curl.sh": "A function of the shell",
    "replay/curl.sh": "A loop of the shell",
    "reuse/curl.sh": "A loop of the shell",
    "sdks/generate/curl.sh": "A file that the shell reads",
    "sdks/refused/curl.sh": "A file that the shell reads",
    "generated-client/python.py": "A client that you generate first",
    "receive/javascript.mjs": "A server",
    "receive/python.py": "A server",
    "verify/javascript.mjs": "No request",
    "verify/python.py": "No request",
}
"""What has no button, by the end of its path, with the reason in the words of the page."""

WITHOUT_RUN = {file: reason for file in PROGRAMS for end, reason in REASONS.items() if f"/{file}".endswith(f"/{end}")}
