"""What a program created, changed or deleted, as far as paths such as `/prompts` and `/prompts/{id}` tell."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from asrun.contract import Contract
from asrun.default.errors import RefusalError
from asrun.default.messages import Request
from asrun.default.samples import new_value
from asrun.forms import follow, member, unknown_fields
from asrun.operation import Media, Operation

_ITEM = re.compile(r"(.+)/\{([^{}/]+)\}")
_NAMES = ("id", "uuid", "key", "name", "slug", "code")
TRIES = 20


@dataclass
class Memory:
    """What one run did. `items` has each resource by the path of its collection and its id."""

    random: Random
    items: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    """The paths of the resources that are gone."""


class Resources:
    """The collections of a contract: a path that takes POST, and below it a path that ends in one parameter."""

    def __init__(self, contract: Contract) -> None:
        self._items: dict[str, Operation] = {}
        for operation in contract.operations.values():
            if (item := _ITEM.fullmatch(operation.path)) and operation.method in ("GET", "PATCH", "PUT", "DELETE"):
                self._items.setdefault(item[1], operation)

    def check(self, request: Request, memory: Memory) -> None:
        """Raises `RefusalError` 404 where the resource, or one that it belongs to, was deleted."""
        if any(request.path == path or request.path.startswith(f"{path}/") for path in memory.deleted):
            raise RefusalError(404, f"{request.path} was deleted")

    def known(self, request: Request, memory: Memory) -> dict[str, Any]:
        """What is remembered of the resource that the request's path names."""
        collection, _, name = request.path.rpartition("/")
        return memory.items.get(collection, {}).get(name, {})

    def apply(self, operation: Operation, request: Request, media: Media | None, document: Any, memory: Memory) -> Any:
        """`document`, the response to a request that may do so, as what was done before makes it."""
        item = _ITEM.fullmatch(operation.path)
        if operation.method == "POST" and operation.path in self._items and media:
            return self._create(operation, request, media, document, memory)
        if operation.method == "GET" and operation.path in self._items and media:
            return self._list(request, media, document, memory)
        if item and operation.method in ("GET", "PUT", "PATCH", "DELETE"):
            return self._one(operation, request, media, document, memory)
        return document

    def _create(self, operation: Operation, request: Request, media: Media, document: Any, memory: Memory) -> Any:
        place = _Place.find(document, self._parameter(operation.path))
        if place is None:
            return document
        made = _overlaid(media, document, place, _sent(operation, request, place))
        given = place.of(made)[place.name]
        if place.name not in _sent(operation, request, place):
            for new in self._new_ids(operation.path, given, memory.random):
                named = place.replaced(made, {**place.of(made), place.name: new})
                if not media.schema.check(named) and str(new) not in memory.items.get(request.path, {}):
                    made = named
                    break
        resource = place.of(made)
        memory.items.setdefault(request.path, {})[str(resource[place.name])] = resource
        memory.deleted.discard(f"{request.path}/{resource[place.name]}")
        return made

    def location(self, operation: Operation, request: Request, document: Any) -> str | None:
        """The path of what the response to the request says that it created."""
        if operation.method != "POST" or operation.path not in self._items:
            return None
        place = _Place.find(document, self._parameter(operation.path))
        return f"{request.path}/{place.of(document)[place.name]}" if place else None

    def _one(self, operation: Operation, request: Request, media: Media | None, document: Any, memory: Memory) -> Any:
        collection, _, name = request.path.rpartition("/")
        known = memory.items.setdefault(collection, {})
        if operation.method == "DELETE":
            known.pop(name, None)
            memory.deleted.add(request.path)
        item = _ITEM.fullmatch(operation.path)
        assert item
        place = _Place.find(document, item[2])
        if place is None or media is None:
            if operation.method in ("PUT", "PATCH") and isinstance(request.content, dict):
                known[name] = {**known.get(name, {}), **request.content}
            return document
        changes = dict(known.get(name, {}))
        if operation.method in ("PUT", "PATCH"):
            changes = {**(changes if operation.method == "PATCH" else {}), **_sent(operation, request, place)}
        made = _overlaid(media, document, place, {**changes, place.name: request.parameters.path.get(item[2], name)})
        if operation.method in ("PUT", "PATCH"):
            known[name] = place.of(made)
        return made

    def _list(self, request: Request, media: Media, document: Any, memory: Memory) -> Any:
        """The list with what was created, or as it was where the contract does not let it be longer."""
        key = None if isinstance(document, list) else next(_lists(document), None)
        items = document if key is None else document[key]
        known = memory.items.get(request.path, {})
        if not (isinstance(items, list) and items and isinstance(items[0], dict)):
            return document
        place = _Place.find(items[0], self._parameter_of(request))
        if place is None or place.key is not None:
            return document
        kept = [
            {**each, **_common(each, known.get(str(each.get(place.name)), {}))}
            for each in items
            if f"{request.path}/{each.get(place.name)}" not in memory.deleted
        ]
        there = {str(each.get(place.name)) for each in kept}
        whole = [each for name, each in known.items() if name not in there]
        for added in (whole, [{**items[0], **_common(items[0], each)} for each in whole]):
            listed = kept + added if key is None else {**document, key: kept + added}
            if not media.schema.check(listed):
                return listed
        return document

    def _parameter(self, path: str) -> str:
        item = _ITEM.fullmatch(self._items[path].path)
        assert item
        return item[2]

    def _parameter_of(self, request: Request) -> str:
        assert request.operation
        return self._parameter(request.operation.path)

    def _new_ids(self, path: str, example: Any, random: Random) -> Iterator[Any]:
        """Ids like the example's, then such as the item's path may have."""
        for number in range(TRIES):
            yield example + number + 1 if isinstance(example, int) else _varied(str(example), random)
        item = self._items[path]
        for parameter in item.parameters:
            if parameter.name == self._parameter(path):
                for _ in range(TRIES):
                    yield new_value(parameter.schema.bundle, parameter.schema.bundle, random)


@dataclass(frozen=True)
class _Place:
    """Where a response has the resource: it is that itself, or its member `key` is. `name` is the id's."""

    key: str | None
    name: str

    @classmethod
    def find(cls, document: Any, parameter: str) -> "_Place | None":
        if not isinstance(document, dict):
            return None
        last = re.split(r"[_-]|(?<=[a-z])(?=[A-Z])", parameter)[-1].lower()
        names = dict.fromkeys((parameter, last, *_NAMES))
        for key, within in ((None, document), *document.items()):
            if isinstance(within, dict):
                for name in names:
                    if isinstance(within.get(name), str | int):
                        return cls(key, name)
        return None

    def of(self, document: Any) -> dict[str, Any]:
        resource: dict[str, Any] = document if self.key is None else document[self.key]
        return resource

    def replaced(self, document: Any, resource: dict[str, Any]) -> Any:
        return resource if self.key is None else {**document, self.key: resource}


def _sent(operation: Operation, request: Request, place: _Place) -> dict[str, Any]:
    """What the request says of the resource, without what is never sent back."""
    content = request.content
    if place.key and isinstance(content, dict) and isinstance(content.get(place.key), dict):
        content = content[place.key]
    if not isinstance(content, dict):
        return {}
    bundles = [media.schema.bundle for media in operation.body.values()]
    hidden = {
        name
        for bundle in bundles
        for name in content
        if isinstance(schema := follow(member(bundle, name, bundle), bundle), Mapping) and schema.get("writeOnly")
    }
    return {name: value for name, value in content.items() if name not in hidden}


def _overlaid(media: Media, document: Any, place: _Place, changes: Mapping[str, Any]) -> Any:
    """`document` with those changes of its resource that its schema knows and lets be."""
    document = copy.deepcopy(document)
    bundle = media.schema.bundle
    for name, value in changes.items():
        resource = place.of(document)
        changed = place.replaced(document, {**resource, name: value})
        if media.schema.check(changed) and value is None:
            changed = place.replaced(document, {key: each for key, each in resource.items() if key != name})
        if name not in resource and [*unknown_fields({name: value}, _schema(bundle, place), bundle)]:
            continue
        if not media.schema.check(changed):
            document = changed
    return document


def _schema(bundle: Any, place: _Place) -> Any:
    return bundle if place.key is None else member(bundle, place.key, bundle)


def _lists(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        yield from (name for name, value in document.items() if isinstance(value, list))


def _common(item: Mapping[str, Any], resource: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name in item}


def _varied(example: str, random: Random) -> str:
    """The example with other letters and digits behind its prefix."""
    start = max(example.rfind(each) for each in "_:/.") + 1
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", example):
        start = 24
    varied = [
        random.choice("0123456789") if each.isdigit() else random.choice("abcdef") if each.isalpha() else each
        for each in example[start:]
    ]
    return example[:start] + "".join(varied)
