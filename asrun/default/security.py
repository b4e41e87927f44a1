"""Who asks: the credentials of a request, by the operation's security."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import cookie_parser

from asrun.default.messages import RefusalError
from asrun.operation import Operation

OF_HTTP = {"oauth2": "bearer", "openIdConnect": "bearer"}
"""What travels as a bearer token (RFC 6750), though the contract calls it by where it comes from."""

COMPUTED = ("digest", "hoba", "mutual", "negotiate", "scram-sha-1", "scram-sha-256", "vapid")
"""The schemes whose credentials are made for each request, of which the key is only a part."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that the mock accepts, for basic `user:password`; in the security `scheme` of that name, or in any.

    `scopes` None are all.
    """

    secret: str
    scopes: Sequence[str] | None = None
    scheme: str | None = None


def unknown_schemes(operation: Operation, schemes: Mapping[str, Any]) -> list[str]:
    """What of the operation's security the mock does not check, in words."""
    named = dict.fromkeys(name for requirement in operation.security for name in requirement)
    return [
        f"its security {name} ({schemes[name].get('type')}) is not checked"
        if name in schemes
        else f"its security {name} is defined nowhere, and not checked"
        for name in named
        if not _is_known(schemes.get(name, {}))
    ]


def schemes_of(operation: Operation, schemes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The schemes that the operation's security names, empty where they are defined nowhere."""
    return [schemes.get(name, {}) for requirement in operation.security for name in requirement]


def authenticate(
    operation: Operation,
    schemes: Mapping[str, Any],
    keys: Sequence[Key],
    query: str,
    fields: Sequence[tuple[str, str]],
) -> None:
    """Raises `RefusalError` 401 where no requirement is met by a key, 403 where one is but for its scopes.

    Where there are no `keys`, any credential will do.
    """
    if not operation.security or {} in operation.security:
        return
    lacking: str = ""
    for requirement in operation.security:
        its = {name: schemes.get(name, {}) for name in requirement}
        found = [_key(name, scheme, keys, query, fields) for name, scheme in its.items()]
        # Of several schemes for Authorization, which has one value, a request can only use one.
        if None in found and not (any(found) and all(map(_is_authorization, its.values()))):
            continue
        asked = [(key, scope) for key, scopes in zip(found, requirement.values(), strict=True) for scope in scopes]
        missing = [scope for key, scope in asked if key and key.scopes is not None and scope not in key.scopes]
        if not missing:
            return
        lacking = f"the key lacks {', '.join(missing)}"
    if lacking:
        raise RefusalError((403, 401), lacking)
    used = filter(None, map(http_scheme, schemes_of(operation, schemes)))
    challenges = {f'{scheme.capitalize()} realm="api"': None for scheme in used}
    fields_of = {"www-authenticate": ", ".join(challenges)} if challenges else {}
    raise RefusalError((401, 403), "there are no valid credentials: asrun.toml has the keys that are", fields_of)


def _is_authorization(scheme: Mapping[str, Any]) -> bool:
    return bool(http_scheme(scheme)) or str(scheme.get("name")).lower() == "authorization"


def _is_known(scheme: Mapping[str, Any]) -> bool:
    http = http_scheme(scheme)
    return http not in ("", *COMPUTED) or scheme.get("type") == "apiKey"


def http_scheme(scheme: Mapping[str, Any]) -> str:
    """The scheme of `Authorization`, in lower case; empty where it is another way."""
    kind = scheme.get("type", "")
    return str(scheme.get("scheme", "")).lower() if kind == "http" else OF_HTTP.get(kind, "")


def _key(
    name: str, scheme: Mapping[str, Any], keys: Sequence[Key], query: str, fields: Sequence[tuple[str, str]]
) -> Key | None:
    """The key that the request sends in the scheme's way; any where the scheme is not known."""
    if not _is_known(scheme):
        return Key("")
    sent = list(_sent(scheme, query, fields))
    if len(sent) != 1 or not sent[0]:
        return None
    if not keys:
        return Key(sent[0])
    fitting = (key for key in keys if key.scheme in (None, name))
    # A basic user name may be the key, without a password.
    return next((key for key in fitting if sent[0] in (key.secret, f"{key.secret}:")), None)


def _sent(scheme: Mapping[str, Any], query: str, fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    place, name = scheme.get("in"), str(scheme.get("name", ""))
    if http := http_scheme(scheme):
        for field, value in fields:
            kind, _, credentials = value.strip().partition(" ")
            if field == "authorization" and kind.lower() == http:
                yield _decoded(credentials.strip()) if http == "basic" else credentials.strip()
            elif field == "authorization":
                yield ""
    elif place == "query":
        yield from (value for each, value in parse_qsl(query, keep_blank_values=True) if each == name)
    elif place == "header":
        yield from (value.strip() for each, value in fields if each == name.lower())
    else:
        cookies = [cookie_parser(value) for field, value in fields if field == "cookie"]
        yield from (each[name] for each in cookies if name in each)


def _decoded(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode()
    except ValueError:
        return ""
