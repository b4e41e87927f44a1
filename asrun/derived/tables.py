"""The texts that a page can include, by their names: Markdown, made of nothing but the contract."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from asrun.contract import METHODS, Contract
from asrun.derived.words import DEPTH, Field, Words
from asrun.references import ContractError

CODES = ("code", "type")
"""The members that tell errors apart, as in most APIs and in RFC 9457."""

Places = Mapping[str, tuple[str, str]]
"""The page that includes a text, and the id of the heading above it."""


class Reference:
    """Writes each text for the page that includes it: links in it lead to the sections of other texts."""

    def __init__(self, contract: Contract, places: Places) -> None:
        self.words = Words(contract.references)
        self._document, self._follow, self._places = contract.document, contract.references.follow, places

    def text(self, name: str, page: str) -> str:
        """The text of a name such as `operations/listKeys`. Raises ContractError where the contract has no such."""
        for form, write in FORMS.items():
            if match := re.fullmatch(form, name):
                if parts := [part for part in write(self, page, *match.groups()) if part]:
                    return "\n".join(parts)
                raise ContractError(f"it has nothing for {name}")
        raise ContractError(f"there is no such text, but {', '.join(FORMS)}")

    def operations(self, part: str = "paths") -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Name, request and spec of each operation, with the parameters of its path too."""
        for path, followed in self._document.get(part, {}).items():
            item = self._follow(followed)
            for method in METHODS:
                if spec := item.get(method):
                    parameters = [*item.get("parameters", ()), *spec.get("parameters", ())]
                    name = spec.get("operationId", "") if part == "paths" else path
                    yield name, f"{method.upper()} {path}", {**spec, "parameters": parameters}

    def inputs(self, spec: Mapping[str, Any]) -> list[Field]:
        """What a request has: in its path, its query, its body and its header."""
        found = [
            Field(its["name"], its.get("schema"), its.get("required", False), its.get("description", ""), its["in"])
            for its in map(self._follow, spec.get("parameters", ()))
        ]
        for media in self._follow(spec.get("requestBody", {})).get("content", {}).values():
            found += self.words.fields(media.get("schema"))
            break
        order = ("path", "query", "body", "header", "cookie")
        return sorted(found, key=lambda field: order.index(field.place))

    def _every(self, page: str) -> Iterator[str]:
        rows, tags = [], set()
        for name, request, spec in self.operations():
            link, tag = self._link(page, f"operations/{name}", _cell(spec.get("summary", name))), ""
            if moved := re.search(r"\.mdx?#(.+)\)", link):  # links to the list lead to what it has of another page
                tag = next((f"{{ #{tag.lower()} }}" for tag in spec.get("tags", ())[:1] if tag not in tags), "")
                link += f"{{ #{moved[1]} }}"
            tags.update(spec.get("tags", ())[:1])
            rows.append((f"`{request}`{tag}", self._permission(spec), link))
        yield _table("Request Permission Description", rows)

    def _operation(self, page: str, name: str) -> Iterator[str]:
        request, spec = self._named("paths", name)
        responses = spec.get("responses", {})
        successes = [status for status in map(str, responses) if status[0] in "23"]
        errors = " ".join(f"`{status}`" for status in sorted(map(str, responses)) if status not in successes)
        content = self._follow(responses.get(min(successes, default=""), {})).get("content", {})
        row = (
            f"`{request}`",
            self._permission(spec),
            " ".join(f"`{status}`" for status in successes),
            self._returns(page, content),
            errors,
        )
        yield _table("Request Permission Success Returns Errors", [row])
        yield f"{spec['description'].strip()}\n" if spec.get("description") else ""
        rows = [
            (f"`{its.name}`", its.place, self.words.kind(its.schema), _yes(its.required), _cell(its.description))
            for its in self.inputs(spec)
        ]
        yield _table("Field In Type Required Description", rows)

    def _sent(self, _: str, part: str, name: str, place: str) -> Iterator[str]:
        _, spec = self._named({"operations": "paths"}.get(part, part), name)
        its = [field for field in self.inputs(spec) if field.place == place]
        rows = [(f"`{each.name}`", self.words.kind(each.schema), _cell(each.description)) for each in its]
        yield _table("Field Type Description", rows)

    def _schema(self, _: str, name: str, less: str | None) -> Iterator[str]:
        schema = self._of_name(name)
        if values := schema.get("enum"):
            described = schema.get("x-enumDescriptions", {})
            title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
            yield _table([title, "Description"], [(f"`{each}`", _cell(described.get(each, ""))) for each in values])
        told = {field.name for field in self.words.fields(self._of_name(less))} if less else set()
        rows = [
            (f"`{its.name}`", self.words.kind(its.schema), _cell(its.description))
            for its in self.words.fields(schema)
            if its.name not in told
        ]
        yield f"{schema['description'].strip()}\n" if rows and not less and schema.get("description") else ""
        yield _table("Field Type Description", rows)

    def _errors(self, _: str) -> Iterator[str]:
        found: dict[tuple[str, str], tuple[str, list[bool]]] = {}
        for status, response in sorted(self._responses(), key=lambda each: each[0]):
            waits = "Retry-After" in response.get("headers", {})
            for media in response.get("content", {}).values() if status >= "4" else ():
                for code, description in self._codes(media.get("schema")):
                    found.setdefault((status, code), (description, []))[1].append(waits)
        rows = []
        for (status, code), (description, every) in found.items():
            retry = "After `Retry-After`" if all(every) else "After a while" if status >= "5" else "No"
            rows.append((status, f"`{code}`", f"[{_cell(description)}](#{code.lower()})", retry))
        yield _table(["Status", "Code", "What went wrong", "Retry?"], rows)

    def _codes(self, node: Any, depth: int = DEPTH) -> Iterator[tuple[str, str]]:
        schema = self.words.whole(node)
        for each in schema.get("oneOf", schema.get("anyOf", ())) if depth else ():
            yield from self._codes(each, depth - 1)
        for field in self.words.fields(schema):
            its = self.words.whole(field.schema)
            if field.name.rpartition(".")[2] in CODES:
                for value in its.get("enum", [its["const"]] if "const" in its else []):
                    yield str(value), its.get("x-enumDescriptions", {}).get(value, field.description)

    def _headers(self, _: str) -> Iterator[str]:
        found: dict[tuple[str, str], list[str]] = {}
        responses = list(self._responses())
        for status, response in responses:
            for name, header in response.get("headers", {}).items():
                found.setdefault((name, self._follow(header).get("description", "")), []).append(status)
        every = {status for status, _ in responses}
        rows = []
        for (name, description), statuses in found.items():
            without = every.difference(statuses)
            when = " ".join(f"`{each}`" for each in sorted({*statuses}))
            if len(without) < len(every) / 2:
                when = "All but " + " ".join(f"`{each}`" for each in sorted(without))
            when = "Always" if len(statuses) == len(responses) else when
            rows.append((f"`{name}`", when, _cell(description)))
        yield _table("Field When Description", rows)

    def _parts(self, _: str) -> Iterator[str]:
        rows = {
            (f"`{name}`", f"`{part}`", _cell(text))
            for _, response in self._responses()
            for name, header in response.get("headers", {}).items()
            for part, text in self._follow(header).get("x-parts", {}).items()
        }
        yield _table("Field Part Description", sorted(rows))

    def _envelope(self, _: str) -> Iterator[str]:
        found: dict[str, list[tuple[str, str]]] = {}
        statuses = []
        for status, response in self._responses():
            for media in response.get("content", {}).values():
                schema = self.words.whole(media.get("schema"))
                schema = self.words.whole(next(iter(schema.get("oneOf", [schema]))))
                if schema.get("properties"):
                    statuses.append(status)
                for field in self.words.fields(schema, depth=1):
                    found.setdefault(field.name, []).append((status, field.description))
        rows = []
        for name, its in found.items():
            kinds = {status < "4" for status, _ in its}
            when = "Always" if len(its) == len(statuses) else "On success" if kinds == {True} else "On failure"
            rows.append((f"`{name}`", when, _cell(next((text for _, text in its if text), ""))))
        yield _table("Field When Description", sorted(rows, key=lambda row: row[1] == "On failure"))

    def _responses(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each response with its status, those of no operation too, which an extension of the document may have."""
        tables = [spec.get("responses", {}) for _, _, spec in self.operations()]
        tables += [its for name, its in self._document.items() if name.startswith("x-") and isinstance(its, Mapping)]
        for table in tables:
            yield from ((str(status), self._follow(its)) for status, its in table.items() if str(status)[0].isdigit())

    def _permission(self, spec: Mapping[str, Any]) -> str:
        security = spec.get("security", self._document.get("security", []))
        scopes = dict.fromkeys(scope for each in security for its in each.values() for scope in its)
        return " ".join(f"`{scope}`" for scope in scopes) or ("any key" if any(security) else "no key")

    def _returns(self, page: str, content: Mapping[str, Any]) -> str:
        for kind, media in content.items():
            named = list(self._names(media.get("schema")))
            known = next((each for each in named if self._place(f"schemas/{each[0]}")), *named[:1]) if named else None
            if known is None:
                return f"`{kind}`"
            return known[1] + self._link(page, f"schemas/{known[0]}", f"`{known[0]}`")
        return "nothing"

    def _names(self, node: Any, many: str = "", depth: int = 3) -> Iterator[tuple[str, str]]:
        """The schemas that a body has, itself first, each after "list of " where it has many."""
        if isinstance(node, Mapping) and "$ref" in node:
            yield node["$ref"].rpartition("/")[2], many
        schema = self.words.whole(node)
        for each in schema.get("properties", {}).values() if depth else ():
            yield from self._names(each, many, depth - 1)
        if "items" in schema and depth:
            yield from self._names(schema["items"], "list of ", depth - 1)

    def _place(self, name: str) -> tuple[str, str] | None:
        its = (place for each, place in self._places.items() if each == name or each.startswith(f"{name}/"))
        return next(its, None)

    def _link(self, page: str, name: str, text: str) -> str:
        if not (place := self._place(name)):
            return text
        path = "" if place[0] == page else posixpath.relpath(place[0], posixpath.dirname(page))
        return f"[{text}]({path}#{place[1]})"

    def _named(self, part: str, name: str) -> tuple[str, Mapping[str, Any]]:
        for each, request, spec in self.operations(part):
            if each == name:
                return request, spec
        raise ContractError(f"it has no operation {name}")

    def _of_name(self, name: str) -> dict[str, Any]:
        return self.words.whole({"$ref": f"#/components/schemas/{name}"})


FORMS: Mapping[str, Callable[..., Iterator[str]]] = {
    "operations": Reference._every,
    "operations/([^/]+)": Reference._operation,
    "(operations|webhooks)/([^/]+)/(path|query|body|header)": Reference._sent,
    "schemas/([^/]+)(?:/without/([^/]+))?": Reference._schema,
    "errors": Reference._errors,
    "headers": Reference._headers,
    "headers/parts": Reference._parts,
    "envelope": Reference._envelope,
}
"""What there is, by its name: the groups are what the functions are given."""


def _table(columns: str | Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    header = columns.split() if isinstance(columns, str) else list(columns)
    lines = [header, ["---"] * len(header), *rows]
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return text if len(lines) > 2 else ""


def _cell(description: str) -> str:
    """A description in one line; a single sentence goes without its period, as in other cells."""
    text = " ".join(description.replace("|", r"\|").split())
    return text if ". " in text else text.removesuffix(".")


def _yes(required: bool) -> str:
    return "yes" if required else "no"
