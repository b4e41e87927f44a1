"""Recordings: what a page shows of a run, as text."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from asrun.journal import Response


def response_text(response: Response, fields: Iterable[str]) -> str:
    """The status line, the response's fields of these names in this order, and the body, indented where it is JSON."""
    lines = [f"HTTP/1.1 {response.status} {phrase(response.status)}"]
    for name in fields:
        lines += [f"{name}: {value}" for key, value in response.fields if key.lower() == name.lower()]
    body = response.body.decode()
    if body:
        lines += ["", indented(body)]
    return "\n".join(lines) + "\n"


def phrase(status: int) -> str:
    """The name of a status by RFC 9110, which renamed two that Python before 3.13 calls otherwise."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase


def indented(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def difference(expected: str, actual: str) -> tuple[int, str, str]:
    """The number (from 1) of the first line in which two texts differ, and the line in each: `""` where it ended."""
    number = 0
    lines, its = expected.splitlines(keepends=True), actual.splitlines(keepends=True)
    while lines[number : number + 1] == its[number : number + 1]:
        number += 1
    return number + 1, "".join(lines[number : number + 1]), "".join(its[number : number + 1])
