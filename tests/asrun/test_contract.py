from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from asrun.contract import Contract, ContractError
from tests.openapi import DOCUMENT

HEADERS = {
    "x-request-id": "req_1234567890",
    "content-type": "application/json",
    "ratelimit": '"default";r=59;t=60',
    "ratelimit-policy": '"default";q=60;w=60',
}
NO_RATE_LIMIT = {name: HEADERS[name] for name in ("x-request-id", "content-type")}
PROMPT = DOCUMENT["components"]["examples"]["Prompt"]["value"]
NOT_FOUND = DOCUMENT["components"]["examples"]["NotFound"]["value"]


def minimal(schema: object = True, **components: object) -> dict[str, Any]:
    """A contract of one operation, whose response has `schema`."""
    response = {"description": "", "content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "answer", "responses": {"200": response}}
    return {"paths": {"/": {"get": operation}}, "x-unrouted-responses": {}, "components": components}


def test_what_stands_beside_a_reference_counts_too() -> None:
    contract = Contract.load(minimal({"$ref": "#/components/x", "maxLength": 1}, x={"type": "string"}))
    check = contract.operations["GET", "/"].responses[200].check
    messages = [[error["message"] for error in check(value)] for value in ("a", "ab", 1)]
    assert messages == [[], ["must have at most 1 character"], ["must be a string"]]


CIRCLE = minimal({"$ref": "#/components/x"}, x={"items": {"$ref": "#/components/x"}})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (Path("/nowhere/openapi.yaml"), "cannot read the contract /nowhere/openapi.yaml: No such file or directory"),
        ("a: [", "the contract is not YAML: while parsing a flow"),
        (b"a: b\nc: \x93d", "the contract is not UTF-8: the byte 0x93 in line 2"),
        ("[]", "the contract is not an OpenAPI 3.1 document of this API: "),
        ({"paths": {}}, "the contract is not an OpenAPI 3.1 document of this API: KeyError('x-unrouted-responses')"),
        (minimal({"$ref": "#/components/x"}), "the contract is broken: it refers to #/components/x, which it does not"),
        (CIRCLE, "the contract is broken: #/components/x refers to itself"),
        (Path(__file__), f"the contract {__file__} is not YAML: "),
    ],
    ids=["missing", "cut", "binary", "a list", "cut short", "dangling", "circular", "a file"],
)
def test_contract_that_is_of_no_use_is_one_clear_line(source: Path | str, message: str) -> None:
    with pytest.raises(ContractError) as raised:
        Contract.load(source)
    (line,) = str(raised.value).splitlines()
    assert line.startswith(message)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {"limit": 20}),
        ("limit=%31&cursor=cur_0000000020", {"limit": 1, "cursor": "cur_0000000020"}),
        ("limit=1&limit=2&offset=5", {"limit": 2}),
    ],
)
def test_query_is_read(query: str, values: Mapping[str, Any], contract: Contract) -> None:
    assert contract.operations["GET", "/v1/keys"].read_query(query) == (values, [])


@pytest.mark.parametrize(
    ("status", "change", "document", "mismatch"),
    [
        (200, {}, PROMPT, []),
        (418, {}, PROMPT, ["status 418 is not documented"]),
        (200, {"x-request-id": None}, PROMPT, ["header x-request-id is required"]),
        (200, {"ratelimit": "59"}, PROMPT, ['header ratelimit must match ^"default";r=[0-9]+;t=[0-9]+$']),
        (200, {"x-powered-by": "x"}, PROMPT, ["header x-powered-by is not a known field"]),
        (200, {"content-type": None}, PROMPT, ["the media type is None, not application/json"]),
        (200, {"content-type": "text/html"}, PROMPT, ["the media type is text/html, not application/json"]),
        (200, {}, None, ["the body must be an object"]),
        (200, {}, {**PROMPT, "data": {**PROMPT["data"], "id": "1"}}, ["data.id must match ^prompt_[0-9]{10}$"]),
        (429, {"retry-after": "0"}, {}, ["header retry-after must be at least 1"]),
    ],
)
def test_response_that_departs_from_the_contract_is_told(
    status: int, change: Mapping[str, str | None], document: Any, mismatch: list[str], contract: Contract
) -> None:
    headers = {name: value for name, value in {**HEADERS, **change}.items() if value is not None}
    actual = contract.operations["GET", "/v1/prompts/{id}"].check_response(status, headers, document)
    assert actual[: len(mismatch) or None] == mismatch


def test_response_without_content_or_of_no_operation_is_checked_too(contract: Contract) -> None:
    operation = contract.operations["DELETE", "/v1/prompts/{id}"]
    assert operation.check_response(204, HEADERS, None) == ["the media type is application/json, not None"]
    assert contract.check_unrouted(404, NO_RATE_LIMIT, NOT_FOUND) == []
    assert contract.check_unrouted(405, NO_RATE_LIMIT, NOT_FOUND)[0] == "header allow is required"
