"""The contract, an OpenAPI 3.1 document, as validators of requests and responses."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import yaml

from asrun.schema import Check, FieldError, compile_schema

JSON = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")
UNROUTED = "x-unrouted-responses"

T = TypeVar("T")

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FRAMING = ("content-type", "content-length")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Pyodide has no libyaml


class ContractError(Exception):
    """The contract cannot be used; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a request that travels as text."""

    name: str
    required: bool
    is_integer: bool
    default: Any
    check: Check

    def read(self, text: str) -> tuple[Any, list[FieldError]]:
        """The value in its type, and what is wrong with it."""
        value = _integer(text) if self.is_integer else text
        return value, [{**error, "field": self.name} for error in self.check(value)]


@dataclass(frozen=True, slots=True)
class Response:
    """What an answer of one status has; names of header fields are in lower case, `media_type` None is no body."""

    headers: Sequence[str]
    integers: Sequence[str]
    """Those of the header fields that are integers."""
    check_headers: Check
    media_type: str | None
    check: Check

    def mismatches(self, headers: Mapping[str, Any], document: Any) -> Iterator[str]:
        if self.integers:
            headers = {name: _integer(value) if name in self.integers else value for name, value in headers.items()}
        for error in self.check_headers(headers):
            yield f"header {error['field']} {error['message']}"
        media_type = headers.get("content-type")
        if media_type != self.media_type:
            yield f"the media type is {media_type}, not {self.media_type}"
        elif media_type == JSON:
            for error in self.check(document):
                yield f"{error['field'] or 'the body'} {error['message']}"


@dataclass(frozen=True, slots=True)
class Operation:
    """`permission` is what the key needs: None where any will do, and where none is asked for (`secured` is False)."""

    id: str
    method: str
    path: str
    secured: bool
    permission: str | None
    query: Mapping[str, Parameter]
    headers: Mapping[str, Parameter]
    takes_body: bool
    check_body: Check
    responses: Mapping[int, Response]

    def read_query(self, query: str) -> tuple[dict[str, Any], list[FieldError]]:
        """The parameters of a raw query, with defaults, and what is wrong with them.

        Unknown ones are ignored; of two with one name the last counts.
        """
        sent = {name: text for name, text in parse_qsl(query, keep_blank_values=True) if name in self.query}
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for name, parameter in self.query.items():
            if name in sent:
                values[name], found = parameter.read(sent[name])
                errors += found
            elif parameter.default is not None:
                values[name] = parameter.default
        return values, errors

    def check_response(self, status: int, headers: Mapping[str, str], document: Any) -> list[str]:
        """How an answer to the operation departs from the contract, in words; `headers` are named in lower case."""
        return _check_response(self.responses, status, headers, document)


class Contract:
    """`document` as it was parsed, `source` as it was read, and the operations by method and path template."""

    def __init__(self, document: Mapping[str, Any], source: bytes) -> None:
        self.document = document
        self.source = source
        reader = _Reader(document)
        self.operations: Mapping[tuple[str, str], Operation] = {
            (operation.method, operation.path): operation for operation in reader.operations()
        }
        self._unrouted = reader.responses(document[UNROUTED])
        self.failures: Sequence[tuple[int, str, Any]] = list(reader.failures())
        """Status, name and value of each example of a response that is no success."""

    @classmethod
    def load(cls, source: Path | str | bytes | Mapping[str, Any]) -> "Contract":
        """The contract at a path, in YAML or JSON text, or parsed already.

        Raises `ContractError`.
        """
        where = f"the contract {source}" if isinstance(source, Path) else "the contract"
        try:
            if isinstance(source, Mapping):
                return cls(source, json.dumps(source).encode())
            data = source.read_bytes() if isinstance(source, Path) else source
            text = data.decode() if isinstance(data, bytes) else data
            return cls(yaml.load(text, _Loader), text.encode())
        except OSError as error:
            raise ContractError(f"cannot read {where}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line, byte = error.object[: error.start].count(b"\n") + 1, error.object[error.start]
            raise ContractError(f"{where} is not UTF-8: the byte 0x{byte:02X} in line {line}") from error
        except yaml.YAMLError as error:
            raise ContractError(f"{where} is not YAML: {' '.join(str(error).split())}") from error
        except ContractError as error:
            raise ContractError(f"{where} is broken: {error}") from error
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ContractError(f"{where} is not an OpenAPI 3.1 document of this API: {error!r}") from error

    @property
    def host(self) -> str:
        """The host of the first server. Raises `ContractError` where there is none."""
        servers = self.document.get("servers") or [{}]
        host: str | None = urlsplit(servers[0].get("url", "")).hostname
        if host:
            return host
        raise ContractError("the contract is broken: its first server has no host")

    def check_unrouted(self, status: int, headers: Mapping[str, str], document: Any) -> list[str]:
        """How an answer that belongs to no operation (404, 405) departs from the contract, in words."""
        return _check_response(self._unrouted, status, headers, document)


def resolved(document: Mapping[str, Any]) -> Any:
    """`document` with its references followed. Raises ContractError where one leads nowhere, or to itself."""
    return _Reader(document).resolve(document)


def _check_response(
    responses: Mapping[int, Response], status: int, headers: Mapping[str, str], document: Any
) -> list[str]:
    if status not in responses:
        return [f"status {status} is not documented"]
    return list(responses[status].mismatches(headers, document))


def _integer(text: str) -> int | str:
    return int(text) if _INTEGER.fullmatch(text) else text


class _Reader:
    """Reads a document. What is referred to many times is one object, so that it is compiled once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._targets: dict[str, Any] = {}
        self._made: dict[int, tuple[Any, Any]] = {}

    def operations(self) -> Iterator[Operation]:
        for path, item in self._document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(method.upper(), path, item[method])

    def responses(self, specs: Mapping[str, Any]) -> Mapping[int, Response]:
        return {int(status): self._once(self.resolve(spec), self._response) for status, spec in specs.items()}

    def failures(self) -> Iterator[tuple[int, str, Any]]:
        operations = [item[method] for item in self._document["paths"].values() for method in METHODS if method in item]
        for responses in (*(operation["responses"] for operation in operations), self._document[UNROUTED]):
            for status, response in responses.items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    examples = self.resolve(response)["content"][JSON]["examples"]
                    yield from ((int(status), name, example["value"]) for name, example in examples.items())

    def _operation(self, method: str, path: str, spec: Mapping[str, Any]) -> Operation:
        security = spec.get("security", self._document.get("security", []))
        scopes = [scope for requirement in security for scopes in requirement.values() for scope in scopes]
        parameters = self.resolve(spec.get("parameters", []))
        body = self.resolve(spec.get("requestBody"))
        return Operation(
            id=spec["operationId"],
            method=method,
            path=path,
            secured=bool(security),
            permission=scopes[0] if scopes else None,
            query=self._parameters(parameters, "query"),
            headers=self._parameters(parameters, "header"),
            takes_body=body is not None,
            check_body=self._check(body["content"][JSON]["schema"] if body else True),
            responses=self.responses(spec["responses"]),
        )

    def _response(self, spec: Mapping[str, Any]) -> Response:
        media_type, media = next(iter(spec.get("content", {}).items()), (None, {"schema": True}))
        headers = {name.lower(): header for name, header in spec.get("headers", {}).items()}
        schemas = {name: header["schema"] for name, header in headers.items()}
        check_headers = compile_schema(
            {
                "properties": dict.fromkeys(_FRAMING, True) | schemas,
                "required": [name for name, header in headers.items() if header.get("required")],
                "additionalProperties": False,
            }
        )
        integers = [name for name, schema in schemas.items() if schema["type"] == "integer"]
        return Response([*headers], integers, check_headers, media_type, self._check(media["schema"]))

    def _parameters(self, specs: Sequence[Mapping[str, Any]], place: str) -> Mapping[str, Parameter]:
        return {spec["name"]: self._parameter(spec["name"], spec) for spec in specs if spec["in"] == place}

    def _parameter(self, name: str, spec: Mapping[str, Any]) -> Parameter:
        schema = spec["schema"]
        required = spec.get("required", False)
        return Parameter(name, required, schema["type"] == "integer", schema.get("default"), self._check(schema))

    def _check(self, schema: Any) -> Check:
        return self._once(schema, compile_schema)

    def _once(self, node: Any, make: Callable[[Any], T]) -> T:
        """What `make` makes of `node`, which it is asked for once."""
        # The node is kept beside it: as long as it lives, no other object has its id.
        if id(node) not in self._made:
            self._made[id(node)] = node, make(node)
        made: T = self._made[id(node)][1]
        return made

    def resolve(self, node: Any) -> Any:
        """`node` with its references followed."""
        if isinstance(node, list):
            return [self.resolve(each) for each in node]
        if not isinstance(node, Mapping):
            return node
        if isinstance(node.get("$ref"), str):
            beside = {name: value for name, value in node.items() if name != "$ref"}
            target = self._target(node["$ref"])
            return {**target, **beside} if beside else target
        return {name: self.resolve(value) for name, value in node.items()}

    def _target(self, reference: str) -> Any:
        if reference not in self._targets:
            self._targets[reference] = _CIRCLE
            target: Any = self._document
            for key in reference.removeprefix("#/").split("/"):
                if not isinstance(target, Mapping) or key not in target:
                    raise ContractError(f"it refers to {reference}, which it does not have")
                target = target[key]
            self._targets[reference] = self.resolve(target)
        if self._targets[reference] is _CIRCLE:
            raise ContractError(f"{reference} refers to itself")
        return self._targets[reference]


_CIRCLE = object()
