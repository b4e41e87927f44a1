"""All that one run knows and changes, and what every run starts with."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from types import MappingProxyType

from mock_api.clock import Clock
from mock_api.journal import Journal
from mock_api.keys import Keys, make_secret
from mock_api.limits import Limits
from mock_api.retries import Retries

NAMES = ("read", "write", "admin", "webhook", "revoked", "expired", "limited", "busy", "unavailable")

SANDBOX_KEYS: Mapping[str, str] = MappingProxyType(
    {name: make_secret("test", f"{name}Sandbox".ljust(30, "0")) for name in NAMES}
)
"""The secrets of the published keys, which work in the mock alone, by name. Their prefixes differ."""

KEY_IDS: Mapping[str, str] = MappingProxyType(
    {name: f"key_{number:010}" for number, name in enumerate(NAMES, 1)} | {"revoked": "key_1234567890"}
)

CREATED_AT = datetime(2023, 1, 1, tzinfo=UTC)
EXPIRED_AT = datetime(2024, 1, 1, tzinfo=UTC)
LIMITED_QUOTA = 3


class Sandbox:
    """The state of one run.

    `clock` tells the run's time, `random` makes its ids and secrets, `monotonic` gives real seconds, by which the run
    sees whether a client waited.
    """

    def __init__(self, clock: Clock, random: Random, monotonic: Callable[[], float]) -> None:
        self.clock = clock
        self.random = random
        self.journal = Journal()
        self.retries = Retries(clock, monotonic)
        self.limits = Limits(clock)
        self.keys = Keys(clock, random)
        self._add_sandbox_keys()

    def _add_sandbox_keys(self) -> None:
        for name, secret in SANDBOX_KEYS.items():
            permission = name if name in ("read", "write", "admin", "webhook") else "read"
            self.keys.add(
                secret,
                id=KEY_IDS[name],
                name=f"Sandbox: {name}",
                mode="test",
                permissions=(permission,),
                created_at=CREATED_AT,
                expires_at=EXPIRED_AT if name == "expired" else None,
                revoked=name == "revoked",
            )
        self.limits.quotas[KEY_IDS["limited"]] = LIMITED_QUOTA
        self.limits.busy.add(KEY_IDS["busy"])
        self.unavailable = {KEY_IDS["unavailable"]}
