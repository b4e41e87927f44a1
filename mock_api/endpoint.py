"""One path of the API: every request to it goes through the same checks, in the contract's order, and is journaled."""

import json
import logging
from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from mock_api import body, errors
from mock_api.answer import Answer
from mock_api.authentication import authenticate, bearer_token
from mock_api.call import Call, Handler
from mock_api.errors import ApiError
from mock_api.journal import Request, Response
from mock_api.retries import Attempt

logger = logging.getLogger(__name__)

RawFields = list[tuple[bytes, bytes]]


class Endpoint:
    """Without `handlers` (by method) it is the place of every path that does not exist."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = dict(handlers)
        if "GET" in self._handlers:
            self._handlers["HEAD"] = self._handlers["GET"]
        self._allowed = sorted(self._handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = Fields(scope["headers"])
        content = await body.read(receive, sent.last(b"content-length"))
        call = Call(scope["state"]["sandbox"], scope["method"], scope["path"], scope.get("path_params", {}))
        authorization = sent.last(b"authorization")
        attempt = Attempt(
            call.method,
            call.path,
            authorization.decode("latin-1") if authorization is not None else None,
            content or b"",
            None,
        )
        call.sandbox.retries.check(attempt, call.violations)
        try:
            answer = await self._answer(call, sent, content)
        except ApiError as error:
            answer = error.answer
        except Exception:
            logger.exception("the mock failed at %s %s", call.method, call.path)
            answer = errors.internal_error().answer
        fields = self._fields(call, answer)
        document = b"" if answer.document is None else json.dumps(answer.document, ensure_ascii=False).encode()
        if answer.document is not None:
            fields.append((b"content-type", b"application/json"))
            fields.append((b"content-length", b"%d" % len(document)))
        if call.method == "HEAD":
            document = b""
        call.sandbox.retries.answered(attempt, answer.status)
        target = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        call.sandbox.journal.record(
            Request(
                call.method,
                f"{target}?{query}" if query else target,
                call.path,
                query,
                decoded(scope["headers"]),
                content or b"",
            ),
            Response(answer.status, decoded(fields), document),
            call.violations,
        )
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        await send({"type": "http.response.body", "body": document})

    async def _answer(self, call: Call, sent: "Fields", content: bytes | None) -> Answer:
        if not self._handlers:
            raise errors.not_found()
        handler = self._handlers.get(call.method)
        if handler is None:
            raise errors.method_not_allowed(self._allowed)
        values = [value.decode("latin-1") for name, value in sent.raw if name == b"authorization"]
        token = bearer_token(values, call.violations)
        call.key = authenticate(token, call.sandbox, call.violations)
        call.window = call.sandbox.limits.count(call.key.id)
        call.sandbox.limits.check(call.window)
        if content is None:
            raise errors.payload_too_large(body.MAX_BYTES)
        media_type = (sent.last(b"content-type") or b"").partition(b";")[0].strip().lower()
        if media_type != b"application/json":
            raise errors.unsupported_media_type()
        call.body = body.parse(content, call.violations)
        return await handler(call)

    def _fields(self, call: Call, answer: Answer) -> RawFields:
        fields = [(b"x-request-id", b"req_%016x" % call.sandbox.random.getrandbits(64))]
        if call.window is not None:
            fields += call.sandbox.limits.fields(call.window)
        fields += [(name.encode(), value.encode("latin-1")) for name, value in answer.fields.items()]
        return fields


class Fields:
    def __init__(self, raw: RawFields) -> None:
        self.raw = raw

    def last(self, name: bytes) -> bytes | None:
        value = None
        for each, content in self.raw:
            if each == name:
                value = content
        return value


def decoded(fields: RawFields) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]
