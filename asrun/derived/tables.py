"""The texts that a page can include, by their names: Markdown, made of nothing but the contract."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from asrun.contract import METHODS, Contract
from asrun.derived.words import Field, Words
from asrun.references import ContractError

CODES = ("code", "type")
"""The members that tell errors apart, as in most APIs and in RFC 9457."""

PLACES = ("path", "query", "body", "header", "cookie")


class Reference:
    """Writes each text for the page that includes it. `sections` are the page and heading of those that it links to."""

    def __init__(self, contract: Contract, sections: Mapping[str, tuple[str, str]]) -> None:
        self._document, self._follow, self._sections = contract.document, contract.references.follow, sections
        self._words = Words(contract.references)

    def text(self, name: str, page: str) -> str:
        """The text of a name such as `operations/listKeys`. Raises ContractError where the contract has no such."""
        for form, write in FORMS.items():
            if match := re.fullmatch(form, name):
                if text := "\n".join(filter(None, write(self, page, *match.groups()))):
                    return text
                raise ContractError(f"it has nothing for {name}")
        names = ", ".join(dict.fromkeys(form.partition("/")[0] for form in FORMS))
        raise ContractError(f"the name of another text than those of {names}")

    def inputs(self, spec: Mapping[str, Any]) -> list[Field]:
        """What a request has: in its path, its query, its body and its header."""
        found = [
            Field(its["name"], its.get("schema"), its.get("required", False), its.get("description", ""), its["in"])
            for its in map(self._follow, spec.get("parameters", ()))
        ]
        for media in [*self._follow(spec.get("requestBody", {})).get("content", {}).values()][:1]:
            found += self._words.fields(media.get("schema"))
        return sorted(found, key=lambda field: PLACES.index(field.place))

    def _operations(self, part: str = "paths") -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Name, request and spec of each, with the parameters of its path too; one without an id is `get-v2-pets`."""
        for path, item in self._document.get(part, {}).items():
            for method, spec in self._follow(item).items():
                if method in METHODS:
                    parameters = [*self._follow(item).get("parameters", ()), *spec.get("parameters", ())]
                    name = spec.get("operationId") or re.sub(r"\W+", "-", f"{method} {path}").strip("-")
                    yield name, f"{method.upper()} {path}", {**spec, "parameters": parameters}

    def _named(self, name: str, part: str = "paths") -> tuple[str, Mapping[str, Any]]:
        for each, request, spec in self._operations(part):
            if each == name:
                return request, spec
        raise ContractError(f"it has no operation {name}")

    def _responses(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each response with its status, those of no operation too, which an extension of the document may have."""
        tables = [spec.get("responses", {}) for _, _, spec in self._operations()]
        tables += [its for name, its in self._document.items() if name.startswith("x-") and isinstance(its, Mapping)]
        for table in tables:
            yield from ((str(status), self._follow(its)) for status, its in table.items() if str(status)[0].isdigit())

    def _every(self, page: str) -> Iterator[str]:
        rows = []
        for name, request, spec in self._operations():
            link = self._link(page, f"operations/{name}", _cell(spec.get("summary", name)))
            moved = re.search(r"\.mdx?#(.+)\)", link)  # links to the list lead to what it has of another page
            rows.append([f"`{request}`", self._permission(spec), link + (f"{{ #{moved[1]} }}" if moved else "")])
        yield _table(("Request", "Permission", "Description"), rows)

    def _operation(self, page: str, name: str) -> Iterator[str]:
        request, spec = self._named(name)
        responses = {str(status): its for status, its in spec.get("responses", {}).items()}
        successes = sorted(status for status in responses if status < "4")
        content = self._follow(responses.get("".join(successes[:1]), {})).get("content", {})
        method, path = request.split(" ")
        permission = re.sub("^(?=`)", "permission&nbsp;", self._permission(spec))
        yield f"`{method}`{{ .{method.lower()} }} `{path}` {permission}\n{{ .request }}\n"
        yield _paragraph(spec)
        yield self._fields(self.inputs(spec), ("Field", "Type", "Required", "In", "Description"))
        errors = _codes(sorted(responses.keys() - {*successes}))
        yield f"**Returns** {_codes(successes)} {self._returns(page, content)}\n"
        yield f"**Errors** {errors}\n" if errors else ""

    def _sent(self, _: str, name: str, place: str) -> Iterator[str]:
        fields = self.inputs(self._named(name, "webhooks")[1])
        yield self._fields([field for field in fields if field.place == place])

    def _schema(self, _: str, name: str, less: str | None) -> Iterator[str]:
        schema, fields = self._words.named(name), list(self._words.fields(self._words.named(name)))
        told = {field.name for field in self._words.fields(self._words.named(less))} if less else ()
        yield "" if less else _paragraph(schema)
        yield self._fields([field for field in fields if field.name not in told])
        described = schema.get("x-enumDescriptions", {})
        title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
        values = schema.get("enum", ())
        yield _table((title, "Description"), [[f"`{each}`", _cell(described.get(each, ""))] for each in values])

    def _errors(self, _: str) -> Iterator[str]:
        found: dict[tuple[str, str, str], list[bool]] = {}
        for status, response in sorted(self._responses(), key=lambda each: each[0]):
            for media in response.get("content", {}).values() if status >= "4" else ():
                for code, text in self._told_apart(media.get("schema")):
                    found.setdefault((status, code, text), []).append("Retry-After" in response.get("headers", {}))
        rows = []
        for (status, code, text), waits in found.items():
            retry = "After `Retry-After`" if all(waits) else "After a while" if status >= "5" else "Don't retry"
            rows.append([status, f"`{code}`", f"[{_cell(text)}](#{code.lower()})", retry])
        yield _table(("Status", "Code", "What went wrong", "Retry?"), rows)

    def _told_apart(self, node: Any) -> Iterator[tuple[str, str]]:
        """The codes of an error's schema, with what each means."""
        for each in self._words.branches(node):
            for field in self._words.fields(each):
                its = self._words.whole(field.schema)
                if field.name.rpartition(".")[2] in CODES:
                    for value in its.get("enum", [its["const"]] if "const" in its else []):
                        yield str(value), its.get("x-enumDescriptions", {}).get(value, field.description)

    def _headers(self, _: str) -> Iterator[str]:
        found: dict[tuple[str, str], list[str]] = {}
        responses = list(self._responses())
        for status, response in responses:
            for name, header in response.get("headers", {}).items():
                found.setdefault((name, self._follow(header).get("description", "")), []).append(status)
        rows = []
        for (name, text), statuses in sorted(found.items()):
            its, others = sorted({*statuses}), sorted({status for status, _ in responses}.difference(statuses))
            when = _codes(its) if len(its) < len(others) else f"All but {_codes(others)}"
            rows.append([f"`{name}`", "Always" if len(statuses) == len(responses) else when, _cell(text)])
        yield _table(("Field", "When", "Description"), rows)

    def _parts(self, _: str) -> Iterator[str]:
        headers = [each for _, response in self._responses() for each in response.get("headers", {}).items()]
        parts = ((name, each) for name, header in headers for each in self._follow(header).get("x-parts", {}).items())
        rows = sorted({(f"`{name}`", f"`{part}`", _cell(text)) for name, (part, text) in parts})
        yield _table(("Field", "Part", "Description"), rows)

    def _fields(self, fields: Iterable[Field], columns: Sequence[str] = ("Field", "Type", "Description")) -> str:
        rows = [
            {
                "Field": f"`{field.name}`",
                "In": field.place,
                "Type": self._words.kind(field.schema),
                "Required": "**required**" if field.required else "optional",
                "Description": _cell(field.description),
            }
            for field in fields
        ]
        header = (f"{columns[0]} {{ .field }}", *columns[1:])
        return _table(header, [[row[column] for column in columns] for row in rows])

    def _permission(self, spec: Mapping[str, Any]) -> str:
        security = spec.get("security", self._document.get("security", []))
        return _codes(scope for each in security for its in each.values() for scope in its) or (
            "any key" if any(security) else "no key"
        )

    def _returns(self, page: str, content: Mapping[str, Any]) -> str:
        for kind, media in content.items():
            names = [*self._words.names(media.get("schema"))]
            name, many = next((each for each in names if f"schemas/{each[0]}" in self._sections), (*names, ("", ""))[0])
            return many + self._link(page, f"schemas/{name}", f"`{name}`") if name else f"`{kind}`"
        return "nothing"

    def _link(self, page: str, name: str, text: str) -> str:
        if name not in self._sections:
            return text
        its, heading = self._sections[name]
        return f"[{text}]({'' if its == page else posixpath.relpath(its, posixpath.dirname(page))}#{heading})"


FORMS: Mapping[str, Callable[..., Iterator[str]]] = {
    "operations": Reference._every,
    "operations/([^/]+)": Reference._operation,
    "webhooks/([^/]+)/(body|header)": Reference._sent,
    "schemas/([^/]+)(?:/without/([^/]+))?": Reference._schema,
    "errors": Reference._errors,
    "headers": Reference._headers,
    "headers/parts": Reference._parts,
}
"""What there is, by its name: the groups are what the functions are given."""


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows] if rows else []
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _paragraph(spec: Mapping[str, Any]) -> str:
    text = f"{'**Deprecated.** ' * bool(spec.get('deprecated'))}{spec.get('description', '')}".strip()
    return f"{text}\n" if text else ""


def _cell(description: str) -> str:
    """A description in one line; a single sentence goes without its period, as in other cells."""
    text = " ".join(description.replace("|", r"\|").split())
    return text if ". " in text else text.removesuffix(".")


def _codes(values: Iterable[str]) -> str:
    return " ".join(f"`{value}`" for value in dict.fromkeys(values))
