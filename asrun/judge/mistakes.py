"""The mistakes that an exchange shows: what the mock forgave, and why it refused the rest."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asrun.api import Api
from asrun.default.app import MESSAGES
from asrun.default.security import http_scheme, schemes_of
from asrun.default.strictness import RETRYABLE
from asrun.examples.example import PLACEHOLDER
from asrun.finding import quote
from asrun.journal import Exchange
from asrun.judge.places import Place, Places
from asrun.operation import IDEMPOTENCY_KEY, Operation

UNSET = ("none", "undefined", "null", "nil")
"""What languages write for a variable that isn't set."""


@dataclass(frozen=True)
class Mistake:
    """`name` is the error's code or status, or the kind of what the mock forgave; `fault` is what it was tried with.

    `place` tells of it, and `right` shows how it is done right; `contract` is what that says of it.
    """

    name: str
    detail: str
    request: str = ""
    status: int | None = None
    fault: str = ""
    place: Place | None = None
    right: Place | None = None
    contract: str = ""

    def line(self, site: str) -> str:
        """The mistake in one line; `site` is the address of the pages."""
        head = " ".join(dict.fromkeys(filter(None, [self.request, str(self.status or ""), self.name])))
        head += f": {self.detail}"
        text = f"{f'with {self.fault}: ' if self.fault else ''}{head.rstrip('.')}{'' if head.endswith('?') else '.'}"
        if not self.place:
            return f"{text} {self.contract}".rstrip()
        right = f" and, for an example, {self.right.url(site)}" if self.right and self.right.example else ""
        return f"{text} See {self.place.url(site)}{right if self.right != self.place else ''}"


class Mistakes:
    """Finds the mistakes of exchanges with an API."""

    def __init__(self, api: Api, places: Places) -> None:
        self.places = places
        self._contract, self._schemes = api.contract, api.contract.security_schemes

    def of(self, exchange: Exchange) -> Iterator[Mistake]:
        """The mistakes of one exchange, but for what a fault injected."""
        request, response = exchange.request, exchange.response
        refused = response.status >= 400 and not exchange.injected and not is_delivery(exchange)
        if not refused and not exchange.violations:
            return
        operation = self._contract.operation_of(request.method, request.target)
        its = self.places.of_operation(operation or self._contract.nearest(request.path))
        line = f"{request.method} {request.target}"
        of_request: dict[str, Any] = {"request": line, "status": response.status}
        of_request["contract"] = _said(operation, response.status)
        for each in exchange.violations:
            if each.name == "contract_has_gap":
                continue  # the contract's mistake, which doesn't change the response
            yield Mistake(each.name, each.detail, place=self.places.of_kind(each.name) or its, **of_request)
        error = error_of(response.body)
        kind = str(error.get("type", "")).replace("about:blank", "")  # RFC 9457: the status says it all
        code = str(error.get("code") or kind or response.status)
        if refused and not self._is_told(code, response.status, {each.name for each in exchange.violations}):
            hint = self._credentials(operation, request.fields) if response.status == 401 else ""
            told = [
                hint,
                exchange.reason.replace(code, ""),
                *(str(error.get(name, "")) for name in MESSAGES),
                "refused",
            ]
            detail = next(filter(None, told))
            yield Mistake(code, detail, place=self.places.of_code(code) or its, right=its, **of_request)

    def _is_told(self, code: str, status: int, noted: set[str]) -> bool:
        """Whether what was noted says why the request was refused: a key elsewhere, or what breaks the same promise."""
        return (status == 401 and "key_in_query" in noted) or any(
            code in kinds and noted.intersection(kinds) for kinds in self.places.promises.values()
        )

    def lines(self, exchange: Exchange) -> list[str]:
        """The mistakes of one exchange, each in its line."""
        return [each.line(self.places.site) for each in self.of(exchange)]

    def of_all(self, exchanges: Sequence[Exchange]) -> Iterator[Mistake]:
        """The mistakes of a run, each once: an error that a retry has overcome is none."""
        seen = set()
        for number, exchange in enumerate(exchanges):
            line, kinds = _line(exchange), {each.name for each in exchange.violations}
            later = [each.response.status for each in exchanges[number + 1 :] if _line(each) == line]
            overcome = exchange.response.status in RETRYABLE and min(later, default=400) < 400
            for mistake in self.of(exchange):
                operation = self._contract.operation_of(exchange.request.method, exchange.request.target)
                key = (mistake.name, operation.id if operation else exchange.request.path, mistake.detail)
                if key not in seen and (mistake.name in kinds or not overcome):
                    seen.add(key)
                    yield mistake

    def _credentials(self, operation: Operation | None, fields: Sequence[tuple[str, str]]) -> str:
        """What is wrong with how the key is sent, as far as its form tells."""
        for scheme in schemes_of(operation, self._schemes) if operation else ():
            if http_scheme(scheme) == "bearer":
                return of_bearer(fields)
            if scheme.get("in") == "header" and scheme["name"].lower() not in dict(fields):
                return f"the request has no {scheme['name']}"
        return ""


def of_bearer(fields: Sequence[tuple[str, str]]) -> str:
    """How a request's header differs from `Authorization: Bearer KEY`, in words."""
    value = dict(fields).get("authorization")
    if value is None:
        others = [name for name, _ in fields if re.search("auth|key|token", name) and name != IDEMPOTENCY_KEY]
        instead = f", but {others[0]}" if others else ": is it spelled like that, with a colon after it?"
        return f"the request has no Authorization{instead}"
    scheme, space, token = value.strip().partition(" ")
    if scheme.lower() == "bearer":
        return _of_token(token.strip())
    if scheme.lower().startswith("bearer"):
        return "write a space between Bearer and the key, and nothing else"
    first = f"begins with {scheme}, not with Bearer" if space and scheme.isalpha() else "has no Bearer before the key"
    return f"Authorization {first}"


def _of_token(token: str) -> str:
    for wrong, told in (
        (not token, "there is no key after Bearer: is the variable set?"),
        (token.lower() in UNSET, f"the key is {token}: is the variable set?"),
        (token.lower().startswith("bearer "), "Bearer is there twice"),
        (re.search(r"""^["'`]|["'`]$""", token), "the key is in quotes"),
        (
            PLACEHOLDER.search(token) or re.search("[<>{}$]", token),
            f"the key is the placeholder {quote(token)}: replace it with yours",
        ),
        (re.search(r"\s", token), "there is whitespace in the key"),
    ):
        if wrong:
            return told
    return ""


def is_delivery(exchange: Exchange) -> bool:
    """Whether the API sent the request, and the program the response."""
    return exchange.request.target.startswith("http")


def _line(exchange: Exchange) -> tuple[str, str]:
    return exchange.request.method, exchange.request.target


def error_of(body: bytes) -> Mapping[str, Any]:
    """What the body says of the error: its member of that name, or else itself."""
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    found = document.get("error", document) if isinstance(document, dict) else {}
    return found if isinstance(found, dict) else {"message": found}


def _said(operation: Operation | None, status: int) -> str:
    """What the contract says of the operation, and of its response where it is an error."""
    if operation is None:
        return ""
    response = operation.response(status) if status >= 400 else None
    told = [operation.description or operation.summary, response.description if response else ""]
    return " ".join(f"{' '.join(text.split()).rstrip('.')}." for text in told if text)
