from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from asrun import ROOT
from asrun.contract import Contract, ContractError
from tests.openapi import DOCUMENT, OPERATIONS

PATH = ROOT / "docs/api-reference/openapi.yaml"
RATE_LIMIT = {"ratelimit": '"default";r=59;t=60', "ratelimit-policy": '"default";q=60;w=60'}
HEADERS = {"x-request-id": "req_1234567890", "content-type": "application/json", **RATE_LIMIT}
PROMPT = DOCUMENT["components"]["examples"]["Prompt"]["value"]


def minimal(schema: object = True, **components: object) -> dict[str, Any]:
    """A contract of one operation, whose answer has `schema`."""
    response = {"description": "", "content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "answer", "responses": {"200": response}}
    return {"paths": {"/": {"get": operation}}, "x-unrouted-responses": {}, "components": components}


def test_it_has_every_operation_with_its_statuses_and_permission(contract: Contract) -> None:
    read = {
        place: (operation.id, {str(status) for status in operation.responses}, operation.secured, operation.permission)
        for place, operation in contract.operations.items()
    }
    assert read == {
        place: (
            operation["operationId"],
            set(operation["responses"]),
            bool(operation["security"]),
            (operation["security"][0]["apiKey"] or [None])[0] if operation["security"] else None,
        )
        for place, operation in OPERATIONS.items()
    }


@pytest.mark.parametrize(
    "source",
    [PATH, PATH.read_text("utf-8"), PATH.read_bytes(), DOCUMENT],
    ids=["a path", "text", "bytes", "a mapping"],
)
def test_it_loads_from(source: Path | str | bytes | Mapping[str, Any], contract: Contract) -> None:
    assert Contract.load(source).operations.keys() == contract.operations.keys()


def test_what_stands_beside_a_reference_counts_too() -> None:
    contract = Contract.load(minimal({"$ref": "#/components/x", "maxLength": 1}, x={"type": "string"}))
    check = contract.operations["GET", "/"].responses[200].check
    assert [check("a"), check("ab"), check(1)] == [
        [],
        [{"field": "", "message": "must have at most 1 character"}],
        [{"field": "", "message": "must be a string"}],
    ]


def test_its_source_is_the_file_byte_for_byte(contract: Contract) -> None:
    assert contract.source == PATH.read_bytes()


def test_what_operations_share_is_compiled_once(contract: Contract) -> None:
    checks = {operation.responses[500].check for operation in contract.operations.values()}
    assert len(checks) == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (Path("/nowhere/openapi.yaml"), "cannot read the contract /nowhere/openapi.yaml: No such file or directory"),
        ("a: [", "the contract is not YAML: while parsing a flow"),
        (b"a: b\nc: \x93d", "the contract is not UTF-8: the byte 0x93 in line 2"),
        ("[]", "the contract is not an OpenAPI 3.1 document of this API: "),
        ("", "the contract is not an OpenAPI 3.1 document of this API: "),
        ({"paths": {}}, "the contract is not an OpenAPI 3.1 document of this API: KeyError('x-unrouted-responses')"),
        (minimal({"$ref": "#/components/x"}), "the contract is broken: it refers to #/components/x, which it does not"),
        (
            minimal({"$ref": "#/components/x"}, x={"items": {"$ref": "#/components/x"}}),
            "the contract is broken: #/components/x refers to itself",
        ),
    ],
    ids=["missing", "cut", "binary", "a list", "empty", "cut short", "dangling", "circular"],
)
def test_a_contract_that_is_of_no_use_is_one_clear_line(source: Path | str, message: str) -> None:
    with pytest.raises(ContractError) as raised:
        Contract.load(source)
    (line,) = str(raised.value).splitlines()
    assert line.startswith(message)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("[]")
    with pytest.raises(ContractError, match=f"^the contract {tmp_path}/openapi.yaml is not an OpenAPI"):
        Contract.load(tmp_path / "openapi.yaml")


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {"limit": 20}),
        ("limit=1", {"limit": 1}),
        ("limit=100&cursor=cur_0000000020", {"limit": 100, "cursor": "cur_0000000020"}),
        ("limit=%31", {"limit": 1}),
        ("limit=1&limit=2", {"limit": 2}),
        ("offset=5", {"limit": 20}),
    ],
)
def test_a_query_is_read(query: str, values: Mapping[str, Any], contract: Contract) -> None:
    assert contract.operations["GET", "/v1/keys"].read_query(query) == (values, [])


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("limit=0", "limit", "must be at least 1"),
        ("limit=101", "limit", "must be at most 100"),
        *(
            (f"limit={text}", "limit", "must be an integer")
            for text in ("", "x", "1.0", "1e1", "%2B1", "01", "1_0", "%D9%A1")
        ),
        (f"limit={'9' * 5000}", "limit", "must be an integer"),
        ("cursor=", "cursor", "must be the next_cursor of a page"),
        ("cursor=cur_0000000020%0A", "cursor", "must be the next_cursor of a page"),
    ],
)
def test_a_query_that_breaks_the_schema_is_explained(query: str, field: str, message: str, contract: Contract) -> None:
    _, errors = contract.operations["GET", "/v1/keys"].read_query(query)
    assert errors == [{"field": field, "message": message}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must have at least 1 character"),
        ("x" * 256, "must have at most 255 characters"),
        ("two words", "must be visible ASCII characters"),
    ],
)
def test_a_header_that_breaks_the_schema_is_explained(text: str, message: str, contract: Contract) -> None:
    header = contract.operations["POST", "/v1/keys"].headers["Idempotency-Key"]
    assert header.read(text) == (text, [{"field": "Idempotency-Key", "message": message}])


def test_an_operation_without_a_body_accepts_any(contract: Contract) -> None:
    operation = contract.operations["POST", "/v1/webhooks/{id}/test"]
    assert (operation.takes_body, operation.check_body({"any": "thing"})) == (False, [])


def test_every_example_is_an_answer_that_passes(contract: Contract) -> None:
    mismatches = []
    for place, operation in OPERATIONS.items():
        for status, response in operation["responses"].items():
            headers = {name.lower(): str(header["example"]) for name, header in response["headers"].items()}
            for media_type, content in response.get("content", {None: {"examples": {"": {"value": None}}}}).items():
                fields = {**headers, "content-type": media_type} if media_type else headers
                for example in content.get("examples", {}).values():
                    mismatches += contract.operations[place].check_response(int(status), fields, example["value"])
    assert mismatches == []


def without(name: str) -> dict[str, str]:
    return {header: value for header, value in HEADERS.items() if header != name}


@pytest.mark.parametrize(
    ("status", "headers", "document", "mismatch"),
    [
        (418, HEADERS, PROMPT, "status 418 is not documented"),
        (200, without("x-request-id"), PROMPT, "header x-request-id is required"),
        (200, {**HEADERS, "ratelimit": "59"}, PROMPT, 'header ratelimit must match ^"default";r=[0-9]+;t=[0-9]+$'),
        (200, {**HEADERS, "x-powered-by": "x"}, PROMPT, "header x-powered-by is not a known field"),
        (200, without("content-type"), PROMPT, "the media type is None, not application/json"),
        (200, {**HEADERS, "content-type": "text/html"}, PROMPT, "the media type is text/html, not application/json"),
        (200, HEADERS, None, "the body must be an object"),
        (200, HEADERS, {**PROMPT, "data": {**PROMPT["data"], "id": "1"}}, "data.id must match ^prompt_[0-9]{10}$"),
        (200, HEADERS, {**PROMPT, "data": {**PROMPT["data"], "secret": "x"}}, "data.secret is not a known field"),
        (429, {**HEADERS, "retry-after": "0"}, None, "header retry-after must be at least 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_departs_from_the_contract_is_told(
    status: int, headers: Mapping[str, str], document: Any, mismatch: str, contract: Contract
) -> None:
    assert mismatch in contract.operations["GET", "/v1/prompts/{id}"].check_response(status, headers, document)


def test_an_answer_without_content_has_no_media_type(contract: Contract) -> None:
    operation = contract.operations["DELETE", "/v1/prompts/{id}"]
    assert operation.check_response(204, HEADERS, None) == ["the media type is application/json, not None"]
    assert operation.check_response(204, without("content-type"), None) == []


def test_an_answer_of_no_operation_is_checked_too(contract: Contract) -> None:
    headers = {name: HEADERS[name] for name in ("x-request-id", "content-type")}
    document = DOCUMENT["components"]["examples"]["NotFound"]["value"]
    assert contract.check_unrouted(404, headers, document) == []
    assert contract.check_unrouted(405, headers, document)[0] == "header allow is required"
