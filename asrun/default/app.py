"""The mock of a contract as an ASGI app: it responds by the contract, and journals what crossed the wire."""

import copy
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from asrun import journal
from asrun.api import Receive, Scope, Send
from asrun.contract import Contract, ContractError
from asrun.default import bodies, parameters, security, strictness
from asrun.default.memory import Resources
from asrun.default.messages import PROBLEM, RefusalError, Request, Response, accepted, invalid, problem, read_request
from asrun.default.samples import last_page, sample
from asrun.default.security import Key
from asrun.default.strictness import LOST
from asrun.operation import Media, Operation, find_media, is_json
from asrun.operation import Response as Documented
from asrun.schema import FieldError, SchemaError

Handler = Callable[[Any, Any], Awaitable[Response]]
"""Takes a request that has passed the checks, and the state of its run."""

MAX_BODY = 10_000_000
"""Bytes that a request's body may have."""

MAX_FRAMES = 20
"""How much of a traceback is logged, from its end."""

_OF_THE_WIRE = {"content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "date"}

MESSAGES = ("message", "detail", "title", "description", "error_description")
"""The members of an error that say in words what is wrong."""

logger = logging.getLogger(__name__)


class App:
    """What an API has of its contract alone. An API of its own derives from it, and overrides what it decides itself.

    The app keeps nothing: whoever calls it puts the run's state into `scope["state"]["sandbox"]`. A scope whose state
    has an `error` gets that error, whether or not the operation documents it; one that has `lost` says that the client
    gets no whole response. `handlers` by operationId respond in place of the contract's examples and schemas. Without
    `keys`, any credentials will do; `remember` says whether what a program creates is there afterwards.
    """

    max_body = MAX_BODY

    def __init__(
        self,
        contract: Contract,
        handlers: Mapping[str, Handler] | None = None,
        keys: Sequence[Key] = (),
        *,
        remember: bool = True,
    ) -> None:
        self.contract = contract
        self._handlers = handlers or {}
        self._keys = keys
        self._resources = Resources(contract) if remember else None
        self._documents: dict[int, Any] = {}

    async def read(self, scope: Scope, receive: Receive) -> Any:
        """The request, which may know more than a `Request` does."""
        return await read_request(Request, scope, receive, self.max_body)

    def begin(self, request: Any, state: Any) -> None:
        """Sees every request before it is checked."""

    def admit(self, request: Any, state: Any, operation: Operation) -> None:
        """Raises `RefusalError` where the operation is not for who asks."""
        del state
        schemes = self.contract.security_schemes
        security.authenticate(operation, schemes, self._keys, request.query, request.fields)

    def is_key(self, text: str) -> bool:
        """Whether it has one of the API's keys."""
        return any(key.secret in text for key in self._keys)

    def common_fields(self, request: Any, state: Any) -> dict[str, str]:
        """The header fields of every response, named in lower case."""
        del request, state
        return {}

    def injected(self, error: Any) -> RefusalError:
        """What a run asked for: the default takes a status."""
        return RefusalError(int(error), "a run asked for it", {"retry-after": "1"} if error in (429, 503) else None)

    def error(self, refusal: RefusalError, request: Any) -> Response:
        """The response that says so: as the operation documents it, else problem details (RFC 9457)."""
        operation = request.operation
        documented = operation.responses if operation else {}
        status = next((each for each in refusal.statuses if str(each) in documented), refusal.statuses[0])
        response = operation.response(status) if operation else None
        if response is None:
            fields = {"content-type": PROBLEM, **refusal.fields}
            return Response(status, problem(status, refusal.reason, refusal.errors), fields)
        media_type = next(filter(is_json, response.content), next(iter(response.content), None))
        if media_type is None:
            return Response(status, None, refusal.fields)
        media = response.content[media_type]
        document = copy.deepcopy(self._document(media_type, media))
        if not media.examples and not media.schema.check(told := _explained(document, status, refusal.reason)):
            document = told
        return Response(status, document, {**self._headers(response), **refusal.fields, "content-type": media_type})

    def mismatches(self, request: Any, response: Response, fields: Mapping[str, str]) -> list[str]:
        """How a response departs from the contract, in words."""
        operation = request.operation
        if operation is None or response.status == 501 or operation.response(response.status) is None:
            return []
        return list(operation.check_response(response.status, fields, response.document))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await self.read(scope, receive)
        state = scope["state"]["sandbox"]
        strictness.check_message(request, self.contract.origins)
        self.begin(request, state)
        state.retries.begin(request, self.contract.operation_of(request.method, request.target))
        error, lost = scope["state"].get("error"), scope["state"].get("lost", False)
        response = self.error(self.injected(error), request) if error else await self._handle(request, state)
        fields, content = self._message(response, request, state)
        if not error and (mismatches := self.mismatches(request, response, fields)):
            for mismatch in mismatches:
                request.note("response_breaks_contract", mismatch)
            request.reason = f"the mock's response to {request.operation} breaks the contract, so give it an example"
            response = self.error(RefusalError(500, request.reason), request)
            fields, content = self._message(response, request, state)
        state.retries.end(request, LOST if lost else response.status, fields.get("retry-after", ""))
        if request.method == "HEAD":
            content = b""
        asked = journal.Request(
            request.method, request.target, request.path, request.query, request.fields, request.body or b""
        )
        given = journal.Response(response.status, list(fields.items()), content)
        exchange = journal.Exchange(asked, given, request.violations, request.reason, injected=bool(error or lost))
        state.journal.record(exchange)
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    async def _handle(self, request: Any, state: Any) -> Response:
        try:
            operation = self._route(request)
            if operation.problem:
                raise ContractError(operation.problem)
            for gap in operation.gaps:
                request.note("contract_has_gap", f"{operation}: {gap}")
            request.parameters = parameters.read(operation, request.path_texts, request.query, request.fields)
            schemes = security.schemes_of(operation, self.contract.security_schemes)
            strictness.check_use(request, operation, schemes, self.is_key)
            self.admit(request, state, operation)
            self._check(request, operation)
            handler = self._handlers.get(operation.id)
            return await handler(request, state) if handler else self._answer(request, state, operation)
        except RefusalError as refusal:
            request.reason = refusal.reason
            return self.error(refusal, request)
        except (ContractError, SchemaError) as error:
            request.note("contract_unusable", f"{request.operation}: {error}")
            return Response(501, problem(501, f"{request.operation}: {error}", ()), {"content-type": PROBLEM})
        except Exception as error:
            # Its message may hold what a client sent; its place does not.
            frames = traceback.extract_tb(error.__traceback__, -MAX_FRAMES)
            logger.error("%s\n%s", type(error).__name__, "".join(frames.format()))
            request.note("internal_error", f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}")
            return self.error(RefusalError(500, "the mock failed"), request)

    def _route(self, request: Any) -> Operation:
        methods, texts = self.contract.routes.find(request.target.partition("?")[0])
        if not methods:
            nearest = self.contract.nearest(request.path)
            alike = f", but {nearest.path}" if nearest else ""
            raise RefusalError(404, f"the contract has no path {request.path}{alike}")
        if request.method not in methods:
            allowed = ", ".join(sorted(methods))
            reason = f"{request.path} has no operation {request.method}, only {allowed}"
            raise RefusalError(405, reason, {"allow": allowed})
        operation = request.operation = methods[request.method]
        request.path_texts = dict(zip(operation.names, texts, strict=False))
        return operation

    def _check(self, request: Any, operation: Operation) -> None:
        """Raises `RefusalError` where parameters or body are not as the contract wants them."""
        errors = list(request.parameters.errors)
        if operation.takes_body:
            errors += self.read_body(request, operation)
            strictness.check_body(request, operation, {each["field"] for each in errors})
        if errors:
            raise invalid(errors)
        if request.parameters.path_errors:
            raise invalid(request.parameters.path_errors, (404, 422, 400))

    def read_body(self, request: Any, operation: Operation) -> list[FieldError]:
        """Sets the request's content, and says what is wrong with it."""
        if request.body is None:
            raise RefusalError(413, f"the body has more than {self.max_body} bytes")
        named = request.values("content-type")
        if not request.body and not named:
            return [{"field": "", "message": "is required"}] if operation.body_required else []
        content_type = named[0] if named else next(iter(operation.body), "")
        media = find_media(operation.body, content_type)
        if media is None or len(named) > 1:
            told = f"the body is {' and '.join(named)}, not {' or '.join(operation.body)}"
            raise RefusalError((415, 400), told)
        request.content = bodies.read(media, content_type, request.body, request.violations)
        return media.schema.check(request.content) if bodies.has_structure(media, content_type) else []

    def _answer(self, request: Any, state: Any, operation: Operation) -> Response:
        """The response of the contract alone: its first success, in a media type that the client accepts."""
        status, documented = _success(operation)
        offered = list(documented.content)
        media_types = accepted(request.values("accept"), offered) or offered
        like = request.content if isinstance(request.content, dict) else {}
        if self._resources:
            self._resources.check(request, state.memory)
            like = {**self._resources.known(request, state.memory), **like}
        made = ((each, copy.deepcopy(self._document(each, documented.content[each], like))) for each in media_types)
        media_type, document = next((each for each in made if bodies.writable(each[1], each[0])), ("", None))
        if media_types and not media_type:
            raise ContractError(f"its response in {media_types[0]} needs an example, as a text")
        media, document = documented.content.get(media_type), last_page(document)
        fields = self._headers(documented)
        if self._resources:
            document = self._resources.apply(operation, request, media, document, state.memory)
            if "location" in documented.headers:
                location = self._resources.location(operation, request, document)
                fields |= {"location": location} if location else {}
        if not media_type or status == 204:
            return Response(status, None, fields)
        kind = media_type if "*" not in media_type else "application/octet-stream"
        return Response(status, document, {**fields, "content-type": kind})

    def _document(self, media_type: str, media: Media, like: Mapping[str, Any] | None = None) -> Any:
        """The first example that obeys the schema, else a sample of the schema."""
        if id(media) not in self._documents:
            is_text = not is_json(media_type)
            read = media.examples if is_text else [*media.examples, *map(_parsed, media.examples)]
            fitting = (each for each in read if (is_text and isinstance(each, str)) or not media.schema.check(each))
            self._documents[id(media)] = next(fitting, None)
        if self._documents[id(media)] is None:
            if like:
                return sample(media.schema, like)
            self._documents[id(media)] = sample(media.schema)
        return self._documents[id(media)]

    def _headers(self, response: Documented) -> dict[str, str]:
        """Those of a last page: programs that read every page would never end."""
        left_out = [name for name, each in response.headers.items() if not each.required and "next" in name.split("-")]
        its = {name: each for name, each in response.headers.items() if name not in (*_OF_THE_WIRE, *left_out)}
        return {name: _text(sample(each.schema)) for name, each in its.items()}

    def _message(self, response: Response, request: Any, state: Any) -> tuple[dict[str, str], bytes]:
        """The header fields, named in lower case, and the body."""
        fields = {**self.common_fields(request, state), **response.fields}
        if response.document is None and "content-type" not in fields:
            return fields, b""
        fields.setdefault("content-type", "application/json")
        content = bodies.write(response.document, fields["content-type"])
        fields["content-length"] = str(len(content))
        return fields, content


def _success(operation: Operation) -> tuple[int, Documented]:
    """The status and the response of what succeeds, which an operation may not document."""
    its = [each for each in operation.responses if each[0] not in "45"]
    status = min(its, key=lambda each: (each[0] != "2", each == "default", each[0] != "3", each), default="200")
    number = "200" if status == "default" else status.replace("XX", "00")
    return int(number), operation.responses.get(status, Documented({}, {}))


def _parsed(example: Any) -> Any:
    """The document where an example is the text of one."""
    try:
        return json.loads(example)
    except (TypeError, ValueError):
        return None


def _explained(document: Any, status: int, reason: str) -> Any:
    """A made-up error, which says the status and the reason where it has a place for them."""
    if not isinstance(document, dict):
        return document
    told: dict[str, Any] = {name: reason for name in MESSAGES if isinstance(document.get(name), str)}
    if isinstance(document.get("status"), int):
        told["status"] = status
    return {name: told.get(name, _explained(each, status, reason)) for name, each in document.items()}


def _text(value: Any) -> str:
    """The value of a header field."""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value)
