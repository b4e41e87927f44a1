"""The contract, an OpenAPI 3.0 or 3.1 document: its operations, and what their requests and responses must be."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from asrun.operation import Media, Operation, Parameter, Response, Routes
from asrun.references import NOWHERE, OUTSIDE, ContractError, References, bundled, mappings
from asrun.schema import DIRECTIONS, Check, Direction, Schema, Translator
from asrun.servers import authorities, given, origin, urls
from asrun.validation import compile_schema

__all__ = ["METHODS", "Contract", "ContractError"]

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
PLACES = ("path", "query", "header", "cookie")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # Pyodide has no libyaml
    """YAML as OpenAPI wants it, with the types of JSON alone: no dates, no `on`, no `12:30` in base 60."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}


for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", list("-0123456789")),
    ("merge", "<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


class Contract:
    """`document` as it was parsed, `source` as it was read, and the operations by method and path template.

    `compile_schema` makes the checks of its schemas. An operation that cannot be read is there, with its `problem`.
    Raises `ContractError` where the document has no operations to read.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        source: bytes,
        compile_schema: Callable[[Any], Check] = compile_schema,
    ) -> None:
        self.document = document
        self.source = source
        self._compile = compile_schema
        self.references = References(document)
        self._translators = {each: Translator(self.references.target_or_any, each) for each in DIRECTIONS}
        self._schemas: dict[tuple[str | int, Direction], Schema] = {}
        if not isinstance(document, Mapping) or not isinstance(document.get("paths", {}), Mapping):
            raise ContractError("it is not an OpenAPI document: it has no paths")
        if "swagger" in document:
            raise ContractError("it is Swagger 2.0: convert it to OpenAPI 3")
        self.operations: Mapping[tuple[str, str], Operation] = {
            (operation.method, operation.path): operation for operation in self._operations()
        }
        schemes = self._part(self._part(document, "components"), "securitySchemes")
        found = {name: self.references.follow_or(scheme) for name, scheme in schemes.items()}
        self.security_schemes = {name: scheme for name, scheme in found.items() if scheme}

    @cached_property
    def _paths(self) -> Mapping[str, Mapping[str, Any]]:
        paths = self.document.get("paths", {})
        return {str(path): item for path, item in paths.items() if isinstance(item, Mapping) and path[:2] != "x-"}

    @cached_property
    def routes(self) -> Routes:
        return Routes(list(self.operations.values()))

    def operation_of(self, method: str, target: str) -> Operation | None:
        """The operation that a request is for."""
        return self.routes.find(target.partition("?")[0])[0].get(method)

    def nearest(self, path: str) -> Operation | None:
        """An operation of that path or, if there is none, of the one that ends like it, or is most like it."""
        methods, _ = self.routes.find(path)
        paths = {path: each for each in self.operations.values() for path in each.paths}
        alike = [each for each in paths if each.endswith(path)] or get_close_matches(path, paths, 1, 0.8)
        return next(iter([*methods.values(), *map(paths.__getitem__, alike)]), None)

    @classmethod
    def load(cls, source: Path | str | Mapping[str, Any]) -> "Contract":
        """The contract at a path, in YAML or JSON text, or parsed already.

        Raises `ContractError`.
        """
        if isinstance(source, Mapping):
            document, text = source, json.dumps(source)
        else:
            document, text = _read(source)
        if isinstance(source, Path) and OUTSIDE.search(text):
            document = bundled(document, source, lambda path: _read(path)[0])
        try:
            return cls(document, text.encode())
        except ContractError as error:
            raise ContractError(f"{_named(source)} is broken: {error}") from error

    @cached_property
    def authorities(self) -> Mapping[str, str]:
        """The scheme of each server by its host and port, as `CONNECT` names them, the first server's first."""
        specs = [self.document, *self._paths.values()]
        specs += [each for item in specs[1:] for each in item.values() if isinstance(each, Mapping)]
        found = [url for spec in specs for url in urls(spec.get("servers")) if url.hostname]
        return {each: scheme for url in found for each, scheme in authorities(url).items()}

    @property
    def hosts(self) -> Sequence[str]:
        """The hosts of all servers, the first one first. Raises `ContractError` where there is none."""
        if not self.authorities:
            raise ContractError("the contract is broken: its first server has no host")
        return list(dict.fromkeys(each.rpartition(":")[0] for each in self.authorities))

    @cached_property
    def origins(self) -> Sequence[str]:
        """How the URLs at its servers begin, the first server's first."""
        return [origin(*each) for each in self.authorities.items()]

    @property
    def problems(self) -> list[str]:
        """What cannot be used, each with its operation."""
        operations = self.operations.values()
        return [f"{each}: {told}" for each in operations for told in filter(None, [each.problem, *each.gaps])]

    @cached_property
    def constants(self) -> frozenset[str]:
        """The texts of its enums and consts, the scopes or roles that its operations need, and their statuses."""
        scopes = {scope for each in self.operations.values() if (scope := each.scope)}
        statuses = {status for each in self.operations.values() for status in each.responses}
        enums = ((node.get("enum"), node.get("const")) for node in mappings(self.document))
        values = (each for enum, const in enums for each in (enum if isinstance(enum, list) else [const]))
        return frozenset({*(each for each in values if isinstance(each, str)), *scopes, *statuses})

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of what its bodies and its header fields have."""
        named = (node.get(key) for node in mappings(self.document) for key in ("properties", "headers"))
        return frozenset(name for each in named if isinstance(each, Mapping) for name in each)

    def schema(self, node: Any, direction: Direction) -> Schema:
        """The schema at a node of the document; what is referred to many times is compiled once."""
        reference = node["$ref"] if isinstance(node, Mapping) and node.keys() == {"$ref"} else id(node)
        if (reference, direction) not in self._schemas:
            self._schemas[reference, direction] = Schema(node, self._translators[direction], self._compile)
        return self._schemas[reference, direction]

    def responses(self, specs: Mapping[Any, Any]) -> Mapping[str, Response]:
        """A Responses Object. Raises `ContractError`."""
        named = {re.sub("xx$", "XX", str(status)): spec for status, spec in specs.items()}
        its = {status: spec for status, spec in named.items() if not status.startswith("x-")}
        if odd := [status for status in its if not re.fullmatch("[1-5]([0-9]{2}|XX)|default", status)]:
            raise ContractError(f"its response {odd[0]} is for no status")
        return {status: self._response(self.references.follow(spec)) for status, spec in its.items()}

    def _operations(self) -> Iterator[Operation]:
        first: dict[tuple[str, str], Operation] = {}
        for template, item in self._paths.items():
            try:
                followed = given({**self.references.follow(item), **item})
                # A file for each operation is no OpenAPI, and common.
                specs = {method: self.references.follow(followed.get(method)) for method in METHODS}
            except ContractError as error:
                yield Operation(f"GET {template}", "GET", template, paths=[template], problem=str(error))
                continue
            for method, spec in specs.items():
                if isinstance(spec, Mapping):
                    its = self._operation(method.upper(), template, followed, given(spec))
                    other = first.setdefault((its.method, its.shape), its)
                    problem = "" if other is its else f"requests to it are for {other}"
                    yield replace(its, problem=its.problem or problem)

    def _operation(self, method: str, template: str, item: Mapping[str, Any], spec: Mapping[str, Any]) -> Operation:
        servers = next((each["servers"] for each in (spec, item, self.document) if each.get("servers")), None)
        paths = list(dict.fromkeys(url.path.rstrip("/") + template for url in urls(servers)))
        name = spec.get("operationId") or f"{method} {paths[0]}"
        try:
            if not re.fullmatch("/[^?#]*", template):
                raise ContractError("its path doesn't begin with a slash, or has a query or a fragment")
            every = [self.references.follow_or(each) for its in (item, spec) for each in its.get("parameters", [])]
            parameters = self._parameters(each for each in every if each is not NOWHERE)
            security = spec.get("security", self.document.get("security")) or []
            body = self.references.follow_or(spec.get("requestBody"), {"content": {"*/*": {}}})
            operation = Operation(
                id=name,
                method=method,
                path=paths[0],
                summary=spec.get("summary", ""),
                description=spec.get("description", ""),
                paths=paths,
                security=[{name: scopes or [] for name, scopes in each.items()} for each in security],
                parameters=parameters,
                lacks_parameters=any(each is NOWHERE for each in every),
                takes_body=body is not None,
                body_required=bool(body and body.get("required")),
                body=self._content(body or {}, "request"),
                responses=self.responses(
                    {status: self.references.follow_or(each) for status, each in self._part(spec, "responses").items()}
                ),
                tag=next(iter(spec.get("tags", [])), ""),
                extensions={key: value for key, value in spec.items() if key.startswith("x-")},
                gaps=self.references.broken([spec, item.get("parameters")]),
            )
        except (ContractError, LookupError, TypeError, AttributeError, ValueError) as error:
            told = str(error) if isinstance(error, ContractError) else f"it isn't valid OpenAPI: {error}"
            problem = f"it lacks {error}" if isinstance(error, KeyError) else told
            return Operation(name, method, paths[0], paths=paths, problem=problem)
        return operation

    def _parameters(self, every: Iterable[Mapping[str, Any]]) -> list[Parameter]:
        found = {}
        for parameter in every:
            name, place = str(parameter["name"]), parameter["in"]
            if place not in PLACES:
                raise ContractError(f"its parameter {name} is in {place}, not in {', '.join(PLACES)}")
            found[name, place] = self._parameter(name, place, given(parameter))
        ignored = ("accept", "content-type", "authorization")
        return [each for (name, place), each in found.items() if place != "header" or name.lower() not in ignored]

    def _parameter(self, name: str, place: str, spec: Mapping[str, Any]) -> Parameter:
        style = spec.get("style") or ("form" if place in ("query", "cookie") else "simple")
        media_type, media = next(iter(self._part(spec, "content").items()), (None, spec))
        schema = self.schema(given(media).get("schema", True), "response" if place == "response" else "request")
        explode = spec.get("explode", style == "form")
        return Parameter(name, place, bool(spec.get("required")), style, explode, media_type, schema, spec)

    def _content(self, spec: Mapping[str, Any], direction: Direction) -> Mapping[str, Media]:
        content = self._part(spec, "content").items()
        return {
            media_type.lower(): self._media(given(self.references.follow_or(media)), direction)
            for media_type, media in content
        }

    def _media(self, spec: Mapping[str, Any], direction: Direction) -> Media:
        named = [self.references.follow(each) for each in self._part(spec, "examples").values()]
        examples = [spec["example"]] if "example" in spec else [each["value"] for each in named if "value" in each]
        return Media(self.schema(spec.get("schema", True), direction), spec, examples)

    def _response(self, spec: Mapping[str, Any]) -> Response:
        headers = {name.lower(): self.references.follow_or(each) for name, each in self._part(spec, "headers").items()}
        made = {
            name: self._parameter(name, "response", given(each))
            for name, each in headers.items()
            if name != "content-type"
        }
        return Response(made, self._content(spec, "response"), spec.get("description", ""))

    def _part(self, spec: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        part = self.references.follow(spec.get(name)) or {}
        if not isinstance(part, Mapping):
            raise ContractError(f"its {name} is no object")
        return part


def _named(source: object) -> str:
    return f"the contract {source}" if isinstance(source, Path) else "the contract"


def _read(source: Path | str) -> tuple[Any, str]:
    """The document, and its text. Raises `ContractError`."""
    where = _named(source)
    try:
        text = source.read_bytes().decode("utf-8-sig") if isinstance(source, Path) else source
        return _parse(text), text
    except OSError as error:
        raise ContractError(f"cannot read {where}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line, byte = error.object[: error.start].count(b"\n") + 1, error.object[error.start]
        raise ContractError(f"{where} is not UTF-8: the byte 0x{byte:02X} in line {line}") from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise ContractError(f"{where} is not YAML: {' '.join(str(error).split())}") from error


def _parse(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            pass  # YAML too may begin so
    return yaml.load(text, _Loader)
