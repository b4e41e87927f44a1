from asrun.examples.recording import difference, response_text
from asrun.journal import Response


def test_response_is_its_status_the_named_fields_and_the_indented_body() -> None:
    fields = [("content-type", "application/json"), ("date", "now"), ("ratelimit", '"default";r=59;t=60')]
    response = Response(200, fields, '{"a":["é"]}'.encode())
    assert response_text(response, ["RateLimit", "Content-Type"]) == (
        'HTTP/1.1 200 OK\nRateLimit: "default";r=59;t=60\nContent-Type: application/json\n'
        '\n{\n  "a": [\n    "é"\n  ]\n}\n'
    )


def test_response_without_a_body_is_its_head() -> None:
    assert response_text(Response(204, [], b""), []) == "HTTP/1.1 204 No Content\n"


def test_body_that_is_no_json_stays_as_it_is() -> None:
    assert response_text(Response(404, [], b"gone"), []) == "HTTP/1.1 404 Not Found\n\ngone\n"


def test_field_that_comes_twice_is_recorded_twice() -> None:
    assert response_text(Response(200, [("link", "a"), ("link", "b")], b""), ["Link"]).count("Link: ") == 2


def test_first_line_that_differs_is_told() -> None:
    assert difference("a\nb\nc\n", "a\nB\nc\n") == (2, "b\n", "B\n")
    assert difference("a\n", "a\nb\n") == (2, "", "b\n")
    assert difference("a\n", "a") == (1, "a\n", "a")
