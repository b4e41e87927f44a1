"""A client for the Example API in one file. Copy it into your project and change it as you like.

Needs Python 3.11 or later and httpx (`pip install httpx`).
"""

import os
import random
import re
import time
import uuid
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Literal, Self, TypedDict, TypeVar, cast

import httpx

BASE_URL = "https://api.example.com/v1"
KEY = re.compile(r"ak_(test|live)_[0-9A-Za-z]{36}")
PATH = re.compile(r"/[a-z]+(/\w+(/(rotate|test))?)?")
RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 60

T = TypeVar("T")
ModelId = Literal["gpt-4", "gpt-4-turbo"]
Permission = Literal["read", "write", "admin", "webhook"]
EventType = Literal["generation.completed", "key.created", "key.rotated", "key.revoked"]


class TokenUsage(TypedDict):
    prompt_tokens: int
    completion_tokens: int


class Generation(TypedDict):
    id: str
    model: ModelId
    text: str
    created_at: str
    usage: TokenUsage


class Model(TypedDict):
    id: ModelId
    name: str
    context_tokens: int
    max_output_tokens: int


class TotalUsage(TokenUsage):
    requests: int


class WindowUsage(TotalUsage):
    started_at: str
    ends_at: str


class Usage(TypedDict):
    window: WindowUsage
    total: TotalUsage


class Prompt(TypedDict):
    id: str
    name: str
    text: str
    created_at: str
    updated_at: str


class ApiKey(TypedDict):
    id: str
    name: str
    mode: Literal["test", "live"]
    prefix: str
    permissions: list[Permission]
    status: Literal["active", "expiring", "expired", "revoked"]
    created_at: str
    expires_at: str | None
    last_used_at: str | None


class ApiKeyWithSecret(ApiKey):
    secret: str | None


class Webhook(TypedDict):
    id: str
    url: str
    events: list[EventType]
    created_at: str


class WebhookWithSecret(Webhook):
    secret: str | None


class Delivery(TypedDict):
    id: str
    webhook_id: str
    type: Literal["webhook.test"]
    created_at: str


class ExampleAPIError(Exception):
    """The base class of all errors that this client raises."""

    retryable = False
    retry_after: float | None = None


class APIKeyError(ExampleAPIError):
    """The key is missing or malformed. Nothing was sent."""


class ConnectionFailedError(ExampleAPIError):
    """No usable response after all retries: the network failed, it timed out, or it isn't from the API."""

    retryable = True


class APIError(ExampleAPIError):
    """An error response. Handle it by `code`, and include `request_id` when you contact support."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.request_id: str | None = response.headers.get("X-Request-Id")
        self.retryable = self.status in RETRIED_STATUSES
        self.retry_after = _seconds(response.headers.get("Retry-After", ""))
        try:
            error = response.json()["error"]
            self.code: str | None = error["code"]
            self.message: str = error["message"]
            self.details: dict[str, Any] = error["details"]
        except (ValueError, LookupError, TypeError):  # a response from a proxy, for example
            self.code, self.message, self.details = (None, response.reason_phrase, {})
        super().__init__(f"{self.status} {self.code}: {self.message} ({self.request_id})")


def _seconds(retry_after: str) -> float | None:
    """The delay in `Retry-After`: a number of seconds or a date (RFC 9110, section 10.2.3). None if it's neither."""
    try:
        if retry_after.isdecimal():
            return int(retry_after)
        return max(0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None


class AuthenticationError(APIError):
    """401: the key is missing, invalid, revoked, or expired."""


class PermissionDeniedError(APIError):
    """403: the key lacks the permission `details["required"]`."""


class NotFoundError(APIError):
    """404: the object doesn't exist in the account and mode of the key."""


class RateLimitError(APIError):
    """429, after all retries."""


class ServerError(APIError):
    """500 or higher, after all retries."""


ERRORS = {401: AuthenticationError, 403: PermissionDeniedError, 404: NotFoundError, 429: RateLimitError}


class Client:
    """Has a method for each operation. It's thread-safe. Call `close` when you're done, or use `with`.

    If you don't pass `api_key`, the key is read from the environment variable API_KEY. Each attempt times out after
    `timeout` seconds. A 429, 500, 502, 503, or 504, or a failed connection, is retried up to `max_retries` times, after
    the delay in `Retry-After` or an increasing random delay. All attempts of a POST have the same `Idempotency-Key`.
    """

    def __init__(
        self, api_key: str | None = None, *, base_url: str = BASE_URL, timeout: float = 60, max_retries: int = 3
    ) -> None:
        key = os.environ.get("API_KEY") if api_key is None else api_key
        if not key:
            raise APIKeyError("Set API_KEY to your API key, or pass api_key.")
        if not KEY.fullmatch(key):
            raise APIKeyError("The API key is malformed. Check for quotes, spaces, line breaks, or missing characters.")
        self._max_retries = max_retries
        try:
            self._http = httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {key}"}, timeout=timeout)
        except (httpx.InvalidURL, ImportError, OSError, ValueError) as error:  # a CA file or a proxy it can't use
            raise ConnectionFailedError(f"No usable HTTP client: {error!r}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def generate(self, prompt: str, model: ModelId, max_tokens: int | None = None) -> Generation:
        return self._one(Generation, "POST", "/generate", prompt=prompt, model=model, max_tokens=max_tokens)

    def get_generation(self, generation_id: str) -> Generation:
        return self._one(Generation, "GET", f"/generations/{generation_id}")

    def list_models(self) -> Iterator[Model]:
        return self._each(Model, "/models")

    def get_current_key(self) -> ApiKey:
        return self._one(ApiKey, "GET", "/me")

    def get_usage(self) -> Usage:
        return self._one(Usage, "GET", "/usage")

    def list_prompts(self) -> Iterator[Prompt]:
        return self._each(Prompt, "/prompts")

    def create_prompt(self, name: str, text: str) -> Prompt:
        return self._one(Prompt, "POST", "/prompts", name=name, text=text)

    def get_prompt(self, prompt_id: str) -> Prompt:
        return self._one(Prompt, "GET", f"/prompts/{prompt_id}")

    def update_prompt(self, prompt_id: str, name: str | None = None, text: str | None = None) -> Prompt:
        return self._one(Prompt, "PATCH", f"/prompts/{prompt_id}", name=name, text=text)

    def delete_prompt(self, prompt_id: str) -> None:
        self._send("DELETE", f"/prompts/{prompt_id}")

    def list_keys(self) -> Iterator[ApiKey]:
        return self._each(ApiKey, "/keys")

    def create_key(self, name: str, permissions: list[Permission], expires_at: str | None = None) -> ApiKeyWithSecret:
        return self._one(ApiKeyWithSecret, "POST", "/keys", name=name, permissions=permissions, expires_at=expires_at)

    def get_key(self, key_id: str) -> ApiKey:
        return self._one(ApiKey, "GET", f"/keys/{key_id}")

    def rotate_key(self, key_id: str, overlap_seconds: int) -> ApiKeyWithSecret:
        return self._one(ApiKeyWithSecret, "POST", f"/keys/{key_id}/rotate", overlap_seconds=overlap_seconds)

    def delete_key(self, key_id: str) -> None:
        self._send("DELETE", f"/keys/{key_id}")

    def list_webhooks(self) -> Iterator[Webhook]:
        return self._each(Webhook, "/webhooks")

    def create_webhook(self, url: str, events: list[EventType]) -> WebhookWithSecret:
        return self._one(WebhookWithSecret, "POST", "/webhooks", url=url, events=events)

    def test_webhook(self, webhook_id: str) -> Delivery:
        return self._one(Delivery, "POST", f"/webhooks/{webhook_id}/test")

    def delete_webhook(self, webhook_id: str) -> None:
        self._send("DELETE", f"/webhooks/{webhook_id}")

    def _one(self, _: type[T], method: str, path: str, **fields: object) -> T:
        given = {name: value for name, value in fields.items() if value is not None}
        return cast(T, self._send(method, path, given or None)["data"])

    def _each(self, _: type[T], path: str) -> Iterator[T]:
        query = {"limit": "100"}
        while query:
            page = self._send("GET", path, query=query)
            yield from page["data"]
            query = page["next_cursor"] and {"limit": "100", "cursor": page["next_cursor"]}

    def _send(self, method: str, path: str, body: object = None, query: Mapping[str, str] | None = None) -> Any:
        if not PATH.fullmatch(path):
            raise ValueError(f"Not a path of the API: {path}")
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        request = self._http.build_request(method, path, headers=headers, json=body, params=query)
        for attempt in range(self._max_retries):
            try:
                return self._attempt(request)
            except ExampleAPIError as failure:
                longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**attempt)
                wait = failure.retry_after or random.uniform(0, longest)
                if not failure.retryable or wait > LONGEST_WAIT_SECONDS:
                    raise
                time.sleep(wait)
        return self._attempt(request)

    def _attempt(self, request: httpx.Request) -> Any:
        try:
            response = self._http.send(request)
            if response.is_success:
                page = response.json() if response.content else {"data": None}
                if isinstance(page, dict) and "data" in page:
                    return page
                raise ValueError(f"The {response.status_code} isn't from the API")
        except (httpx.RequestError, ValueError) as error:
            raise ConnectionFailedError(f"No usable response to {request.method} {request.url}: {error!r}") from error
        kind = ServerError if response.is_server_error else ERRORS.get(response.status_code, APIError)
        raise kind(response)
