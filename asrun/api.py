"""What the engine needs of an API, and what an API leaves for the engine."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request that the API makes: POST `body` with `fields`, which are named in lower case, to `url`."""

    url: str
    fields: Mapping[str, str]
    body: bytes
