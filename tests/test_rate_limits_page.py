"""getting-started/rate-limits.md: the retry programs wait as `Retry-After` says, in each of its forms, or give up."""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from email.utils import format_datetime, localtime
from http import HTTPStatus

import pytest

from asrun import ROOT
from asrun.api import Fault
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, execute, workplace
from asrun.mutation.judge import WITHOUT_SLEEP
from asrun.transport.faults import FAULTS, gateway, with_retry_after
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS

PAST, FUTURE = (f"Wed, 25 Nov {year} 07:28:00 GMT" for year in (2015, 2099))
HTML_503 = gateway(HTTPStatus.SERVICE_UNAVAILABLE, "text/html", b"<h1>503 Service Unavailable</h1>")
PRELOAD = f"--import={(WITHOUT_SLEEP / 'preload.mjs').as_uri()}"

each_printing = pytest.mark.parametrize("language", [JAVASCRIPT, PYTHON], ids=["javascript", "python"])
each_language = pytest.mark.parametrize("language", [CURL, JAVASCRIPT, PYTHON], ids=["curl", "javascript", "python"])


def date_in(seconds: int) -> str:
    return format_datetime(localtime().astimezone(UTC) + timedelta(seconds=seconds), usegmt=True)


def ran(server: MockServer, language: Language, faults: Sequence[Fault], **environment: str) -> Ended:
    """JavaScript and Python say how long they'd sleep instead, and draw the middle of each random delay."""
    opened = server.open_run(faults)
    sleepless = {"NODE_OPTIONS": PRELOAD, "PYTHONPATH": str(WITHOUT_SLEEP), "API_KEY": SANDBOX_KEYS["read"]}
    with workplace(language.file, (ROOT / "snippets/rate-limits/retry" / language.file).read_bytes()) as place:
        ended = execute(language.command, {**opened.environment, **sleepless, **environment}, place)
    opened.close()
    return ended


def retried(server: MockServer, language: Language, *values: str, html: bool = False) -> Ended:
    return ran(server, language, [with_retry_after(HTML_503 if html else server.faults["unavailable_503"], values)])


@each_printing
@pytest.mark.parametrize("html", [False, True], ids=["", "from a gateway"])
def test_program_waits_for_seconds_or_a_date_and_survives_nonsense(
    html: bool, language: Language, server: MockServer
) -> None:
    ended = retried(server, language, "-5", "soon", PAST, "2", date_in(50), html=html)
    *backoffs, told, until = map(float, re.findall(r"sleeps (.+) s", ended.errors))
    assert (backoffs, told) == ([0.5, 1, 2], 2 + 4)
    assert 5 <= until <= 50 + 5
    assert ended.status == 0


def test_curl_waits_for_a_date_and_survives_nonsense(server: MockServer) -> None:
    assert retried(server, CURL, date_in(2), "soon").status == 0


@each_language
@pytest.mark.parametrize("value", [FUTURE, "9" * 15], ids=["date", "seconds"])
def test_program_gives_up_if_it_would_wait_too_long(language: Language, value: str, server: MockServer) -> None:
    _gives_up(retried(server, language, value))


@each_printing
def test_program_gives_up_if_a_date_is_more_than_a_minute_away(language: Language, server: MockServer) -> None:
    _gives_up(retried(server, language, date_in(110)))


def _gives_up(ended: Ended) -> None:
    assert ended.status != 0
    assert "503" in ended.errors
    assert "sleeps" not in ended.errors


@each_printing
@pytest.mark.parametrize("fault", ["truncate", "gateway_json"])
def test_program_retries_a_response_that_breaks_off_but_not_what_a_gateway_refuses(
    fault: str, language: Language, server: MockServer
) -> None:
    ended = ran(server, language, [FAULTS[fault]])
    assert ended.status == 1
    assert ended.errors.count("No response: retrying.") == (5 if fault == "truncate" else 0)
    assert "No usable response from api.example.com: " in ended.errors.splitlines()[-1]


def test_python_says_at_once_what_of_the_machine_it_cannot_use(server: MockServer) -> None:
    ended = ran(server, PYTHON, [], SSL_CERT_FILE="missing.pem")
    missing = "FileNotFoundError(2, 'No such file or directory')"
    assert (ended.status, ended.errors) == (1, f"No usable response from api.example.com: {missing}\n")
