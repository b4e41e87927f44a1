"""Programs of one curl command, run as bash 5 and curl 7.88 would, on a terminal and in an empty folder."""

import argparse
import math
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from run_in_page import bash
from run_in_page.bash import RefusedError

AGENT, FORM = "curl/7.88.1", "application/x-www-form-urlencoded"
TRANSIENT = (408, 429, 500, 502, 503, 504)
LONGEST_PAUSE = 600
"""Seconds between two attempts."""
TOO_LONG = (
    "Warning: The Retry-After: time would make this command line exceed the maximum \n"
    "Warning: allowed time for retries."
)

ADDRESS = re.compile(r"(?:(https?)://)?([a-z\d.-]*[a-z](?::(?!80\b|443\b)\d{2,4})?)((?:/[^/?#]*)*)(\?[^#]*)?(?:#.*)?")
"""What curl reads letter by letter: no default port, no user, no capitals in the host."""
FIELD = re.compile(r"([\w!#$%&'*+.^`|~-]+):([^\0-\x08\n-\x1f\x7f]*)", re.ASCII)
CONNECTION = re.compile(
    "connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade"
)
"""Fields about the connection, of which a page has none."""

Request = tuple[str, str, list[tuple[str, str]], bytes]
Send = Callable[[str, str, list[tuple[str, str]], bytes], list[Any]]
"""Takes method, URL, fields and body. Gives status, reason, fields and body, or why there's no response, alone."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise RefusedError(f"this curl command ({message})")


def number(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise ValueError
    return float(text)


OPTIONS = _Parser(add_help=False, allow_abbrev=False)
for _names in (["--fail-with-body"], ["-S", "--show-error"], ["-s", "--silent"]):
    OPTIONS.add_argument(*_names, action="store_true")
for _names in (["--retry"], ["--retry-max-time"], ["-m", "--max-time"]):  # the mock responds immediately
    OPTIONS.add_argument(*_names, type=number, default=0)
for _names in (["-H", "--header"], ["-d", "--data"]):
    OPTIONS.add_argument(*_names, action="append", default=[])
OPTIONS.add_argument("-X", "--request")
OPTIONS.add_argument("urls", nargs="*")


def run(text: str, environment: Mapping[str, str], send: Send, sleep: Callable[[float], None] = time.sleep) -> int:
    """Runs a program; the exit status.

    Raises RefusedError for what the Run button does not do as bash and curl do, before anything is sent, and
    ConnectionError where there is no response.
    """
    try:
        words, given = bash.command(text, environment)
    except bash.UnsetError as error:
        sys.stderr.write(f"bash: {error}\n")
        return 1
    if words[:1] != ["curl"]:
        raise RefusedError(f"a command that is not curl ({' '.join(words[:1])})")
    options = OPTIONS.parse_intermixed_args(words[1:])
    return _transfer(options, _request(options, given), send, sleep)


def _request(options: argparse.Namespace, given: str | None) -> Request:
    """The request that curl sends: in its order, with its own fields unless others are given."""
    headers = []
    for text in options.header:
        if text == "@-" and given is None:
            raise RefusedError("what you type (@-); write <<< and the text")
        headers += re.split(r"[\r\n]+", given or "") if text == "@-" else [text]
    for text in (*headers, *options.data):
        if text.startswith("@"):
            raise RefusedError(f"the file {text[1:]}: it has no files")
    if len(options.urls) != 1:
        raise RefusedError("a command without a URL, or with several")
    (url,) = options.urls
    address = ADDRESS.fullmatch(url)
    if not address or re.search(r"[^!-~]|[][{}]", url) or re.search(r"/\.\.?(/|$)", address[3]):
        raise RefusedError(f'an address such as "{url}"')
    body = "&".join(options.data).encode() if options.data else None
    method = options.request or ("GET" if body is None else "POST")
    if method == "HEAD" or not re.fullmatch("[A-Za-z-]+", method):
        raise RefusedError(f"the method {method}")
    mine = [_field(line) for line in headers if line]
    names = {name.lower() for name, _ in mine}
    own = [("User-Agent", AGENT), ("Accept", "*/*")]
    about = [] if body is None else [("Content-Length", str(len(body))), ("Content-Type", FORM)]
    before, after = ([each for each in its if each[0].lower() not in names] for its in (own, about))
    fields = [("Host", address[2]), *before, *mine, *after]
    target = f"{address[1] or 'http'}://{address[2]}{address[3] or '/'}{address[4] or ''}"
    sent = [(name, value.encode().decode("latin-1")) for name, value in fields if value]
    return method, target, sent, body or b""


def _field(line: str) -> tuple[str, str]:
    """A field; `Name:` alone takes curl's own away."""
    if not (field := FIELD.fullmatch(line)):
        raise RefusedError(f"a field such as {line!r}")
    if CONNECTION.fullmatch(field[1].lower()):
        raise RefusedError(f"the field {field[1]}")
    return field[1], field[2].strip(" \t")


def _transfer(options: argparse.Namespace, request: Request, send: Send, sleep: Callable[[float], None]) -> int:
    left, most = options.retry, options.retry_max_time or math.inf
    pause, waited = 1, 0
    while True:
        reply = send(*request)
        if len(reply) == 1:
            raise ConnectionError(reply[0])
        status, _, fields, body = reply
        failed = options.fail_with_body and status >= 400
        sys.stdout.write(body.decode(errors="replace"))
        sys.stdout.flush()
        if failed and (options.show_error or not options.silent):
            sys.stderr.write(f"curl: (22) The requested URL returned error: {status}\n")
        after = next((value for name, value in fields if name.lower() == "retry-after"), "")
        told = int(after) if after.isdigit() else 0  # the API says seconds, not a date
        retries = left and waited < most and status in TRANSIENT
        is_too_long = waited + told > most
        seconds = told or pause
        if retries and not options.silent:
            again = f"Warning: Problem : HTTP error. Will retry in {seconds} seconds. {left:.0f} retries left.\n"
            sys.stderr.write(TOO_LONG if is_too_long else again)
        if not retries or is_too_long:
            return 22 if failed else 0
        left, waited, pause = left - 1, waited + seconds, min(2 * pause, LONGEST_PAUSE)
        sleep(seconds)
