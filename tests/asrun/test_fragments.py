from collections.abc import Sequence
from pathlib import Path

import pytest

from asrun.journal import Exchange, Request, Response, mask
from asrun.pages.fragments import Truth, contract_value, recorded_field, sent_field
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.little import write

SENT = sent_field("little/first", "Authorization")


def truth(project: Path, *sent: Sequence[tuple[str, str]]) -> Truth:
    examples = {example.name: example for example in write(project, {})}
    exchanges = [Exchange(Request("GET", "/", "/", "", list(fields), b""), Response(200, [], b"")) for fields in sent]
    contract = {"paths": {"/v1/me": {"example": {"success": True}}}}
    return Truth(project / "snippets", examples, lambda _: exchanges, contract, ())


def test_sent_field_is_the_line_that_every_program_sent_with_the_placeholder_for_the_key(tmp_path: Path) -> None:
    fields = [("authorization", f"Bearer {mask(SANDBOX_KEYS['read'])}")]
    assert SENT(truth(tmp_path, fields, fields)) == "Authorization: Bearer YOUR_API_KEY"


def test_sent_field_must_be_the_same_in_every_program(tmp_path: Path) -> None:
    with pytest.raises(
        LookupError, match=r"Authorization to be sent, and to be the same in every program of little/first"
    ):
        SENT(truth(tmp_path, [("authorization", "Bearer a")], [("authorization", "Bearer b")]))


def test_sent_field_must_be_sent(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"Authorization to be sent, .* not \[\]"):
        SENT(truth(tmp_path, [("content-type", "application/json")]))


def test_recorded_field_is_its_line_in_the_recorded_response(tmp_path: Path) -> None:
    assert recorded_field("little/first/response.http", "Retry-After")(truth(tmp_path)) == "Retry-After: 1"


def test_recorded_field_must_be_recorded(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"one field Allow in snippets/little/first/response\.http, not 0"):
        recorded_field("little/first/response.http", "Allow")(truth(tmp_path))


def test_contract_value_is_indented_json(tmp_path: Path) -> None:
    assert contract_value("/paths/~1v1~1me/example")(truth(tmp_path)) == '{\n  "success": true\n}'


def test_contract_value_must_be_in_the_contract(tmp_path: Path) -> None:
    with pytest.raises(
        LookupError, match=r"/paths/~1v2 to be in docs/api-reference/openapi\.yaml; it ends before ~1v2"
    ):
        contract_value("/paths/~1v2")(truth(tmp_path))
