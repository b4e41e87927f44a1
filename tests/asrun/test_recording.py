import pytest

from asrun.examples.recording import difference, response_text
from asrun.journal import Response


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (
            Response(200, [("a", "1"), ("date", "now"), ("link", "x"), ("link", "y")], '{"a":["é"]}'.encode()),
            'HTTP/1.1 200 OK\nLink: x\nLink: y\nA: 1\n\n{\n  "a": [\n    "é"\n  ]\n}\n',
        ),
        (Response(422, [], b"gone"), "HTTP/1.1 422 Unprocessable Content\n\ngone\n"),
        (Response(204, [], b""), "HTTP/1.1 204 No Content\n"),
    ],
    ids=["JSON", "text", "no body"],
)
def test_response_is_its_status_the_named_fields_and_its_body(response: Response, text: str) -> None:
    assert response_text(response, ["Link", "A"]) == text


def test_first_line_that_differs_is_told() -> None:
    assert difference("a\nb\nc\n", "a\nB\nc\n") == (2, "b\n", "B\n")
    assert difference("a\n", "a\nb\n") == (2, "", "b\n")
    assert difference("a\n", "a") == (1, "a\n", "a")
