"""The parts of a form that travels as multipart/form-data (RFC 7578)."""

from email.message import Message
from email.parser import BytesParser
from typing import NamedTuple


class Part(NamedTuple):
    """A field of the form, or a file."""

    name: str
    content: bytes
    is_file: bool


def parts(content_type: str, body: bytes) -> list[Part] | None:
    """The parts of `body` in order, or None where it is not what the boundary in `content_type` says."""
    message: Message = BytesParser().parsebytes(f"content-type: {content_type}\r\n\r\n".encode("latin-1") + body)
    if not message.is_multipart():
        return None
    found = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        name = str(part.get_param("name", header="content-disposition"))
        is_file = part.get_filename() is not None
        found.append(Part(name, content if isinstance(content, bytes) else part.as_bytes(), is_file))
    return found
