"""What an API forgives, and a good example does not do: each is a violation in the journal, never a rejection."""

from collections.abc import Sequence

from asrun.default.messages import Request, accepted
from asrun.forms import unknown_fields
from asrun.operation import Operation, find_media


def check_message(request: Request, hosts: Sequence[str]) -> None:
    """Notes what no request should have, wherever it goes."""
    named = request.values("host")
    if len(named) > 1:
        request.note("doubled_host", f"send Host once, not {' and '.join(named)}")
    elif named and named[0].lower().removesuffix(":443") not in hosts:
        request.note("wrong_host", f"send Host: {hosts[0]}, not {named[0]}")
    if request.body and not request.values("content-type"):
        request.note("body_without_content_type", "say in Content-Type what the body is")


def check_use(request: Request, operation: Operation, ignored: set[str]) -> None:
    """Notes what the operation does not read, but for the query parameters that are `ignored`."""
    for name in request.parameters.unknown:
        if name not in ignored:
            request.note("unknown_query_parameter", f"no such query parameter here: {name}")
    for name in request.parameters.doubled:
        request.note("duplicate_query_parameter", f"write the query parameter {name} once")
    if not operation.takes_body and request.body != b"":
        request.note("unexpected_body", f"{request.method} {request.path} takes no body")
    media_types = [media_type for response in operation.responses.values() for media_type in response.content]
    accept = request.values("accept")
    if media_types and not accepted(accept, media_types):
        detail = f"the response is {media_types[0]}, whatever Accept: {accept[0]} says"
        request.note("response_not_accepted", detail)


def check_body(request: Request, operation: Operation, refused: set[str]) -> None:
    """Notes the fields of the body that no schema knows, but for those that are `refused`."""
    content_type = next(iter(request.values("content-type")), None)
    media = find_media(operation.body, content_type) or next(iter(operation.body.values()), None)
    if media and isinstance(request.content, dict | list):
        bundle = media.schema.bundle
        for field in unknown_fields(request.content, bundle, bundle):
            if field not in refused:
                request.note("unknown_body_field", f"no schema of {operation} knows the field {field}")
