"""Instants as the API writes and reads them."""

from datetime import UTC, datetime


def timestamp(instant: datetime) -> str:
    """`instant` as the API writes it (RFC 3339, UTC, whole seconds): `2026-01-01T12:00:00Z`."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def parse_timestamp(text: str) -> datetime:
    """The instant that an RFC 3339 `text` names, in whole seconds; the contract lets no other text pass."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
