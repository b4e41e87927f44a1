"""The operations of the contract: what their requests and responses must be, and which one a request is for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote

from asrun.forms import typed, types
from asrun.schema import Schema

JSON = "application/json"
IDEMPOTENCY_KEY = "idempotency-key"
"""The field of draft-ietf-httpapi-idempotency-key-header, in lower case."""


_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a request, or of a response's header, that travels as text."""

    name: str
    place: str
    required: bool
    style: str
    explode: bool
    media_type: str | None
    """That of the text, where `content` says so instead of a style."""
    schema: Schema
    spec: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Media:
    """The content of a body: `spec` is the Media Type Object."""

    schema: Schema
    spec: Mapping[str, Any]
    examples: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Response:
    """What a response of one status has; names of header fields are in lower case, no `content` is no body."""

    headers: Mapping[str, Parameter]
    content: Mapping[str, Media]
    description: str = ""

    def mismatches(self, headers: Mapping[str, Any], document: Any) -> Iterator[str]:
        """How a response departs from the contract, in words; `headers` are named in lower case."""
        for name, header in self.headers.items():
            if name not in headers and header.required:
                yield f"header {name} is required"
            elif name in headers:
                bundle = header.schema.bundle
                texts = headers[name].split(",") if "array" in types(bundle, bundle) else headers[name]
                for error in header.schema.check(typed(texts, bundle, bundle)):
                    yield f"header {name} {error['message']}"
        media_type = headers.get("content-type")
        media = find_media(self.content, media_type)
        if media is None and (self.content or media_type):
            yield f"the media type is {media_type}, not {' or '.join(self.content) or None}"
        elif media and is_json(str(media_type)):
            for error in media.schema.check(document):
                yield f"{error['field'] or 'the body'} {error['message']}"


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` is the template below its first server.

    `problem` says why the operation cannot be used, and `gaps` which of its references lead nowhere: any value will do.
    """

    id: str
    method: str
    path: str
    summary: str = ""
    description: str = ""
    paths: Sequence[str] = ()
    """The template below each of its servers."""
    security: Sequence[Mapping[str, Sequence[str]]] = ()
    parameters: Sequence[Parameter] = ()
    lacks_parameters: bool = False
    """Whether it has others, whose references lead nowhere."""
    takes_body: bool = False
    body_required: bool = False
    body: Mapping[str, Media] = field(default_factory=dict)
    responses: Mapping[str, Response] = field(default_factory=dict)
    """By status, as the contract has it: `200`, `4XX` or `default`."""
    tag: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    gaps: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f" ({self.id})" if self.id != f"{self.method} {self.path}" else "")

    @property
    def scope(self) -> str | None:
        """The first scope or role that its security names; None where any key will do, or none is asked for."""
        scopes = (scope for requirement in self.security for scopes in requirement.values() for scope in scopes)
        return next(scopes, None)

    @property
    def names(self) -> list[str]:
        """Those of the parameters in its path, in order."""
        return _PARAMETER.findall(self.path)

    @property
    def shape(self) -> str:
        """Its path without them: requests can't tell operations apart that share it and the method."""
        return _shape(self.path)

    @property
    def takes_idempotency_key(self) -> bool:
        return any(each.name.lower() == IDEMPOTENCY_KEY for each in self.parameters)

    @property
    def success(self) -> str:
        """The first status of a success that it declares, or else 200."""
        return next((code for code in self.responses if code.startswith("2")), "200").replace("XX", "00")

    def response(self, status: int) -> Response | None:
        keys = (str(status), f"{status // 100}XX", "default")
        return next((self.responses[key] for key in keys if key in self.responses), None)

    def check_response(self, status: int, headers: Mapping[str, str], document: Any) -> list[str]:
        """How a response to the operation departs from the contract, in words; `headers` are named in lower case."""
        response = self.response(status)
        if response is None:
            return [f"status {status} is not documented"]
        if status == 204:
            response = replace(response, content={})  # it has no body, whatever is declared
        return list(response.mismatches(headers, document))


def bare(content_type: str) -> str:
    """The media type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip(" \t").lower()


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON, or another that is written in it, whatever its parameters."""
    kind = bare(content_type)
    return kind in (JSON, "text/json") or kind.endswith("+json")


def find_media(content: Mapping[str, Media], content_type: str | None) -> Media | None:
    """The most specific of the declared media types that fits; None where none does."""
    kind = bare(content_type or "")
    fitting = (kind, f"{kind.partition('/')[0]}/*", "*/*") if kind else ()
    declared = {name.partition(";")[0].strip(): media for name, media in content.items()}
    return next((declared[each] for each in fitting if each in declared), None)


def _shape(path: str) -> str:
    return _PARAMETER.sub("{}", path)


class Routes:
    """The paths of a contract below each of its servers; those that differ only in parameters' names are one.

    Of those that fit a request, one with the fewest parameters counts, and of these the one with the most text.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        methods: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            for path in operation.paths:
                methods.setdefault(_shape(path), {}).setdefault(operation.method, operation)
        for each in methods.values():
            if "GET" in each:
                each.setdefault("HEAD", each["GET"])
        ordered = sorted(methods, key=lambda path: (path.count("{}"), 2 * path.count("{}") - len(path), path))
        self._paths = [(_compiled(path), methods[path]) for path in ordered]

    def find(self, raw_path: str) -> tuple[Mapping[str, Operation], Sequence[str]]:
        """The operations of a path by their methods, and the raw texts of its parameters; none where it is unknown."""
        for path in dict.fromkeys((raw_path, quote(unquote(raw_path), safe=_SAFE))):
            for pattern, methods in self._paths:
                if match := pattern.fullmatch(path):
                    return methods, match.groups()
        return {}, ()


_SAFE = "/:@!$&'()*+,;=~-._"


def _compiled(path: str) -> re.Pattern[str]:
    literals = [re.escape(quote(unquote(part), safe=_SAFE)) for part in path.split("{}")]
    return re.compile("([^/]+)".join(literals))
