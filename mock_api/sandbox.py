"""All that one run knows and changes, and what every run starts with."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from types import MappingProxyType

from asrun.api import Delivery
from asrun.clock import START, Clock
from asrun.default.strictness import Retries
from asrun.journal import Journal
from mock_api.collection import Collection
from mock_api.generations import GREETING
from mock_api.idempotency import Idempotency
from mock_api.key_format import make_secret, mask
from mock_api.keys import Keys
from mock_api.limits import Limits
from mock_api.resources import Generation, Prompt, Webhook
from mock_api.webhooks import delivery

READERS: Mapping[str, str] = MappingProxyType(
    {
        "revoked": "401",
        "expired": "401",
        "limited": "429 after three",
        "busy": "429, then 200",
        "unavailable": "503, then 200",
    }
)
"""The published keys with the permission `read`, and their responses; each other key has the one it is named for."""

NAMES = ("read", "write", "admin", "webhook", *READERS)

SANDBOX_KEYS: Mapping[str, str] = MappingProxyType(
    {name: make_secret("test", f"{name}Sandbox".ljust(30, "0")) for name in NAMES}
)
"""The secrets of the published keys, which work in the mock alone, by name. Their prefixes differ."""

KEY_IDS: Mapping[str, str] = MappingProxyType(
    {name: f"key_{number:010}" for number, name in enumerate(NAMES, 1)} | {"revoked": "key_1234567890"}
)
"""The ids of the published keys."""

CREATED_AT = datetime(2023, 1, 1, tzinfo=UTC)
EXPIRED_AT = datetime(2024, 1, 1, tzinfo=UTC)
LIMITED_QUOTA = 3


@dataclass(slots=True)
class Account:
    """What belongs to the account in one mode."""

    generations: Collection[Generation] = field(default_factory=Collection)
    prompts: Collection[Prompt] = field(default_factory=Collection)
    webhooks: Collection[Webhook] = field(default_factory=Collection)


class Sandbox:
    """The state of one run.

    `clock` tells the run's time, `random` makes its ids and secrets, and `monotonic` gives real seconds, by which the
    run sees whether a client waited. `unavailable` has the ids of the keys whose next request gets a 503.
    """

    def __init__(self, clock: Clock, random: Random, monotonic: Callable[[], float]) -> None:
        self.clock = clock
        self.random = random
        self.journal = Journal(mask)
        self.retries = Retries(clock, monotonic)
        self.limits = Limits(clock)
        self.unavailable: set[str] = set()
        self.idempotency = Idempotency(clock)
        self.outbox: deque[Delivery] = deque()
        self.keys = Keys(clock, random)
        self.accounts = {"test": Account(), "live": Account()}
        self._add_sandbox_keys()
        self._add_fixed_objects()

    def new_id(self, kind: str) -> str:
        """An id such as `gen_1234567890`, where `kind` is `gen`."""
        return f"{kind}_{int(self.random.random() * 10**10):010}"

    def notify(self, mode: str, event_type: str, data: Mapping[str, str]) -> None:
        """Leaves a delivery for each webhook of the account in that mode that asks for events of that type."""
        for webhook in self.accounts[mode].webhooks.values():
            if event_type in webhook.events:
                self.deliver(webhook, event_type, data)

    def deliver(self, webhook: Webhook, event_type: str, data: Mapping[str, str]) -> str:
        """Leaves a delivery in the outbox, since the app itself opens no connection; the id of its message."""
        message_id = self.new_id("msg")
        self.outbox.append(delivery(webhook, message_id, event_type, self.clock.now(), data))
        return message_id

    def _add_sandbox_keys(self) -> None:
        for name, secret in SANDBOX_KEYS.items():
            self.keys.add(
                secret,
                id=KEY_IDS[name],
                name=f"Sandbox: {name}",
                mode="test",
                permissions=("read",) if name in READERS else (name,),
                created_at=CREATED_AT,
                expires_at=EXPIRED_AT if name == "expired" else None,
                revoked=name == "revoked",
            )
        self.limits.quotas[KEY_IDS["limited"]] = LIMITED_QUOTA
        self.limits.busy.add(KEY_IDS["busy"])
        self.unavailable.add(KEY_IDS["unavailable"])

    def _add_fixed_objects(self) -> None:
        self.keys.add(
            make_secret("test", "ThisKeyIsAnExampleFromTheDocs0"),
            id="key_4821093756",
            name="Monitoring",
            mode="test",
            permissions=("read",),
            created_at=START,
            expires_at=datetime(2026, 4, 1, 12, tzinfo=UTC),
        )
        account = self.accounts["test"]
        account.prompts.add(Prompt("prompt_1234567890", "Greeting", "Say hello to the world.", START, START))
        tokens = {"prompt_tokens": 4, "completion_tokens": 9}
        account.generations.add(Generation("gen_1234567890", "gpt-4", GREETING, START, tokens))
        account.webhooks.add(
            Webhook(
                "webhook_1234567890",
                "https://hooks.example.com/api",
                ["generation.completed"],
                "whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w",
                START,
            )
        )
