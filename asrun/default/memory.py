"""What a program created, changed or deleted, as far as paths such as `/prompts` and `/prompts/{id}` tell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from asrun.contract import Contract
from asrun.default.messages import RefusalError, Request
from asrun.default.samples import sample
from asrun.forms import follow, member, typed
from asrun.operation import Media, Operation
from asrun.schema import Schema

_ITEM = re.compile(r"(.+)/\{([^{}/]+)\}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
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
        others = (operation for operation in contract.operations.values() if operation.method != "POST")
        items = ((operation, _ITEM.fullmatch(operation.path)) for operation in others)
        self._items = {item[1]: _Name.of(operation, item[2]) for operation, item in items if item}
        """What names an item, by the path of the collection."""

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
        if item and request.method != "POST":
            return self._one(item[2], request, media, document, memory)
        if media and (name := self._items.get(operation.path)):
            if request.method == "POST":
                return self._create(name, request, media, document, memory)
            if request.method == "GET":
                return self._list(name.parameter, request, media, document, memory)
        return document

    def location(self, operation: Operation, request: Request, document: Any) -> str | None:
        """The path of what the response to the request says that it created."""
        name = self._items.get(operation.path) if operation.method == "POST" else None
        place = _Place.find(document, name.parameter) if name else None
        return f"{request.path}/{place.of(document)[place.name]}" if place else None

    def _create(self, name: "_Name", request: Request, media: Media, document: Any, memory: Memory) -> Any:
        place = _Place.find(document, name.parameter)
        if place is None:
            return document
        sent = _sent(request, place)
        made = _overlaid(media, document, place, sent)
        items = memory.items.setdefault(request.path, {})
        example = name.like(place.of(made)[place.name])
        for number in range(0 if place.name in sent else TRIES):
            new = example + number + 1 if isinstance(example, int) else _varied(example, number, memory.random)
            named = place.replaced(made, {**place.of(made), place.name: new})
            if str(new) not in items and name.fits(new) and not media.schema.check(named):
                made = named
                break
        resource = place.of(made)
        items[str(resource[place.name])] = resource
        memory.deleted.discard(f"{request.path}/{resource[place.name]}")
        return made

    def _one(self, name: str, request: Request, media: Media | None, document: Any, memory: Memory) -> Any:
        collection, _, text = request.path.rpartition("/")
        items = memory.items.setdefault(collection, {})
        changes: Mapping[str, Any] = {} if request.method == "PUT" else items.get(text, {})
        if request.method == "DELETE":
            items.pop(text, None)
            memory.deleted.add(request.path)
        place = _Place.find(document, name) if media else None
        changed = request.method in ("PUT", "PATCH")
        if changed:
            changes = {**changes, **_sent(request, place)}
        if place and media:
            others = {key: value for key, value in changes.items() if key != place.name}
            document = _overlaid(media, document, place, others)
            for value in (int(text) if text.isdecimal() else text, text, request.parameters.path.get(name, text)):
                document = _overlaid(media, document, place, {place.name: value})
            changes = place.of(document)
        if changed:
            items[text] = dict(changes)
        return document

    def _list(self, name: str, request: Request, media: Media, document: Any, memory: Memory) -> Any:
        """The list with what was created, or as it was where the contract does not let it be longer."""
        members = document.items() if isinstance(document, dict) else [(None, document)]
        key, items = next(((key, each) for key, each in members if isinstance(each, list)), (None, []))
        place = _Place.find(items[0], name) if items else None
        if place is None or place.key is not None:
            return document
        known = memory.items.get(request.path, {})
        listed = {str(each.get(place.name)): each for each in items} | known
        kept = [each for text, each in listed.items() if f"{request.path}/{text}" not in memory.deleted]
        for every in (kept, [dict(pair for pair in each.items() if pair[0] in items[0]) for each in kept]):
            whole = every if key is None else {**document, key: every}
            if not media.schema.check(whole):
                return whole
        return document


@dataclass(frozen=True)
class _Name:
    """The parameter at the end of an item's path, with its schema if it has one."""

    parameter: str
    schema: Schema | None

    @classmethod
    def of(cls, operation: Operation, parameter: str) -> "_Name":
        its = (each.schema for each in operation.parameters if (each.place, each.name) == ("path", parameter))
        return cls(parameter, next(its, None))

    def fits(self, identity: Any) -> bool:
        """Whether the path can have it."""
        return not self.schema or not self.schema.check(typed(str(identity), self.schema.bundle, self.schema.bundle))

    def like(self, identity: Any) -> Any:
        """`identity`, or one of its type that the path can have."""
        other = sample(self.schema) if self.schema and not self.fits(identity) else identity
        return other if isinstance(other, type(identity)) else identity


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
                own = {each.lower(): each for each in within}
                for name in filter(None, (own.get(each.lower()) for each in names)):
                    if isinstance(within[name], str | int):
                        return cls(key, name)
        return None

    def of(self, document: Any) -> dict[str, Any]:
        resource: dict[str, Any] = document if self.key is None else document[self.key]
        return resource

    def replaced(self, document: Any, resource: dict[str, Any]) -> Any:
        return resource if self.key is None else {**document, self.key: resource}


def _sent(request: Request, place: _Place | None) -> dict[str, Any]:
    """What the request says of the resource, without what is never sent back."""
    content = request.content
    if place and isinstance(content, dict) and isinstance(content.get(place.key), dict):
        content = content[place.key]
    if not isinstance(content, dict):
        return {}
    schemas = [
        (name, follow(member(media.schema.bundle, name, media.schema.bundle), media.schema.bundle))
        for media in (request.operation.body.values() if request.operation else ())
        for name in content
    ]
    hidden = {name for name, schema in schemas if isinstance(schema, Mapping) and schema.get("writeOnly")}
    return {name: value for name, value in content.items() if name not in hidden}


def _overlaid(media: Media, document: Any, place: _Place, changes: Mapping[str, Any]) -> Any:
    """`document` with those changes of its resource that its schema knows and lets be."""
    bundle = media.schema.bundle
    schema = bundle if place.key is None else member(bundle, place.key, bundle)
    for name, value in changes.items():
        resource = place.of(document)
        if name not in resource and member(schema, name, bundle) is None:
            continue
        without = {key: each for key, each in resource.items() if key != name}
        for changed in ({**resource, name: value}, *([without] if value is None else [])):
            if not media.schema.check(whole := place.replaced(document, changed)):
                document = whole
                break
    return document


def _varied(example: str, kept: int, random: Random) -> str:
    """The example with other letters and digits after its prefix, of which as many are `kept`."""
    start = 24 if _UUID.fullmatch(example) else max(example.rfind(each) for each in "_:/.") + 1
    start = min(start + kept, len(example) - 1)

    def other(match: re.Match[str]) -> str:
        return random.choice("0123456789" if match[0].isdigit() else "abcdef")

    return example[:start] + re.sub("[0-9A-Za-z]", other, example[start:])
