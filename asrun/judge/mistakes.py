"""The mistakes that an exchange shows: what the mock forgave, and why it refused the rest."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asrun.api import Api
from asrun.default.retries import RETRYABLE
from asrun.default.routes import Routes
from asrun.default.security import OF_HTTP
from asrun.finding import quote
from asrun.journal import Exchange
from asrun.judge.places import Place, Places
from asrun.operation import Operation

MESSAGES = ("message", "detail", "title", "description")
PLACEHOLDER = re.compile(r"your|[<>{}$]|\bkey\b|token\b", re.IGNORECASE)


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
        head = " ".join(filter(None, [self.request, str(self.status or ""), f"{self.name}: {self.detail}"]))
        text = f"{f'with {self.fault}: ' if self.fault else ''}{head.rstrip('.')}."
        if not self.place:
            return f"{text} {self.contract}".rstrip()
        right = f" and, for an example, {self.right.url(site)}" if self.right and self.right.example else ""
        return f"{text} See {self.place.url(site)}{right if self.right != self.place else ''}"


class Mistakes:
    """Finds the mistakes of exchanges with an API."""

    def __init__(self, api: Api, places: Places) -> None:
        self.places = places
        self._schemes = api.contract.security_schemes
        self._routes = Routes(list(api.contract.operations.values()))

    def of(self, exchange: Exchange, fault: str = "") -> Iterator[Mistake]:
        """The mistakes of one exchange, but for what the fault injected."""
        request, response = exchange.request, exchange.response
        operation = self._operation(exchange)
        right = self.places.of_operation(operation)
        common: dict[str, Any] = {"request": f"{request.method} {request.target}", "status": response.status}
        common |= {"fault": fault, "right": right, "contract": _said(operation, response.status)}
        for each in exchange.violations:
            promised = self.places.of_kind(each.name)
            its = {**common, "right": None if promised else right}
            yield Mistake(each.name, each.detail, place=promised or right, **its)
        if response.status >= 400 and not exchange.injected and not is_delivery(exchange):
            error = _error(response.body)
            code = str(error.get("code") or error.get("type") or response.status)
            reason = exchange.reason if exchange.reason not in ("", code) else ""
            hint = self._credentials(operation, request.fields) if response.status == 401 else ""
            detail = hint or reason or next((str(error[name]) for name in MESSAGES if error.get(name)), "refused")
            yield Mistake(code, detail, place=self.places.of_code(code) or right, **common)

    def lines(self, exchange: Exchange) -> list[str]:
        """The mistakes of one exchange, each in its line."""
        return [each.line(self.places.site) for each in self.of(exchange)]

    def of_all(self, exchanges: Sequence[Exchange]) -> Iterator[Mistake]:
        """The mistakes of a run, each once: what was retried until it succeeded is none."""
        seen = set()
        for number, exchange in enumerate(exchanges):
            retried = exchange.response.status in RETRYABLE and any(
                _same(exchange, each) and each.response.status < 400 for each in exchanges[number + 1 :]
            )
            for mistake in self.of(exchange):
                code = mistake.name not in {each.name for each in exchange.violations}
                if not (code and retried) and (key := (mistake.name, mistake.request, mistake.detail)) not in seen:
                    seen.add(key)
                    yield mistake

    def _operation(self, exchange: Exchange) -> Operation | None:
        methods, _ = self._routes.find(exchange.request.target.partition("?")[0])
        return methods.get(exchange.request.method)

    def _credentials(self, operation: Operation | None, fields: Sequence[tuple[str, str]]) -> str:
        """What is wrong with how the key is sent, as far as its form tells."""
        schemes = [self._schemes.get(name, {}) for each in (operation.security if operation else ()) for name in each]
        for scheme in schemes:
            if (scheme.get("scheme") or OF_HTTP.get(scheme.get("type", ""), "")).lower() == "bearer":
                return bearer(
                    [value for name, value in fields if name == "authorization"], [name for name, _ in fields]
                )
            if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
                name = scheme["name"]
                return "" if any(each == name.lower() for each, _ in fields) else f"the request has no {name}"
        return ""


def bearer(values: Sequence[str], names: Sequence[str]) -> str:
    """How the values of `Authorization` differ from `Bearer KEY`, in words; `names` are those of all fields."""
    if not values:
        others = [name for name in names if re.search("auth|key|token", name) and "idempotency" not in name]
        instead = f", but {others[0]}" if others else ": is it spelled so, with a colon behind it?"
        return f"the request has no Authorization{instead}"
    scheme, space, token = values[0].strip().partition(" ")
    if scheme.lower() == "bearer":
        return _of_token(token.strip())
    if scheme.lower().startswith("bearer"):
        return "write a space between Bearer and the key, and nothing else"
    known = space and scheme.isalpha()
    return (
        f"Authorization begins with {scheme}, not with Bearer" if known else "Authorization lacks Bearer before the key"
    )


def _of_token(token: str) -> str:
    for wrong, told in (
        (not token, "there is no key after Bearer: is the variable set?"),
        (token.lower().startswith("bearer "), "Bearer is there twice"),
        (re.search(r"""^["'`]|["'`]$""", token), "the key is in quotes"),
        (PLACEHOLDER.search(token), f"the key is the placeholder {quote(token)}: put yours in its place"),
        (re.search(r"\s", token), "there is whitespace in the key"),
    ):
        if wrong:
            return told
    return ""


def is_delivery(exchange: Exchange) -> bool:
    """Whether the API sent the request, and the program the response."""
    return exchange.request.target.startswith("http")


def _same(one: Exchange, other: Exchange) -> bool:
    return (one.request.method, one.request.target) == (other.request.method, other.request.target)


def _error(body: bytes) -> Mapping[str, Any]:
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
