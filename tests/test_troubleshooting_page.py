"""getting-started/troubleshooting.md: what is no key is named before it is sent, by every program alike."""

import re

import pytest

from asrun import ROOT
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, execute, workplace
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS

PROGRAM = ROOT / "snippets/authentication/environment-variable"
READS = {JAVASCRIPT: "process.env.API_KEY", PYTHON: 'os.environ.get("API_KEY")'}
CHECK = {
    JAVASCRIPT: r"""
const apiKey = process.env.API_KEY;
if (!/^ak_\w+$/.test(apiKey)) {
  console.error("Set API_KEY to your API key: no quotes, spaces, line breaks.");
  process.exit(1);
}
""",
    PYTHON: r"""
api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key: no quotes, spaces, line breaks.")
""",
}
KEY = SANDBOX_KEYS["read"]

each_language = pytest.mark.parametrize("language", CHECK, ids=lambda language: language.name)


def run(server: MockServer, language: Language, key: str) -> Ended:
    """How the program ends with that key, of which nothing may reach the API."""
    opened = server.open_run()
    with workplace(language.file, (PROGRAM / language.file).read_bytes()) as place:
        ended = execute(language.command, {**opened.environment, "API_KEY": key}, place)
    opened.close()
    assert not opened.sandbox.journal.exchanges
    return ended


@each_language
def test_every_program_that_reads_the_variable_checks_it_alike(language: Language) -> None:
    texts = {path: path.read_text("utf-8") for path in ROOT.glob(f"snippets/*/*/{language.file}")}
    found = [path for path, text in texts.items() if READS[language] in text]  # the others leave it to a client
    assert len(found) > 20
    assert [path for path in found if CHECK[language] not in f"\n{texts[path]}"] == []


@each_language
@pytest.mark.parametrize("key", [f"“{KEY}”", f"{KEY}\u00a0", f"Bearer {KEY}", "YOUR_API_KEY"])
def test_what_is_no_key_is_named_and_not_sent(server: MockServer, language: Language, key: str) -> None:
    ended = run(server, language, key)
    says = "Set API_KEY to your API key: no quotes, spaces, line breaks.\n"
    assert (ended.status, ended.output, ended.errors) == (1, "", says)


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_curl_sends_a_broken_line_and_what_answers_is_not_the_api(server: MockServer, end: str) -> None:
    ended = run(server, CURL, KEY + end)
    assert ended.status == 22
    assert re.fullmatch(r"curl: \(22\) .* 400\n", ended.errors)
    assert "code" not in ended.output
