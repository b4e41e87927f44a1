import asyncio
from collections.abc import Callable, Iterator

import pytest

from asrun.transport.deadline import Deadline


class Loop(asyncio.BaseEventLoop):
    """A loop whose time passes as it is told; `timers` are those that have not rung."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.timers: list[asyncio.TimerHandle] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[..., object], *args: object, **_: object) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self)
        self.timers.append(timer)
        return timer

    def pass_until(self, end: float) -> None:
        while due := [timer for timer in self.timers if timer.when() <= end]:
            first = min(due, key=asyncio.TimerHandle.when)
            self.timers.remove(first)
            self.now = first.when()
            if not first.cancelled():
                first._run()
        self.now = end


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def rung() -> list[float]:
    return []


@pytest.fixture
def deadline(loop: Loop, rung: list[float]) -> Deadline:
    return Deadline(loop, 5, lambda: rung.append(loop.now))


def test_it_acts_once_at_its_end(loop: Loop, deadline: Deadline, rung: list[float]) -> None:
    deadline.start()
    loop.pass_until(20)
    assert rung == [5]


def test_one_that_is_begun_anew_ends_later(loop: Loop, deadline: Deadline, rung: list[float]) -> None:
    for now in (0, 3, 6):
        loop.pass_until(now)
        deadline.start()
    loop.pass_until(20)
    assert rung == [11]


def test_one_that_is_stopped_does_not_act_until_it_is_begun_again(
    loop: Loop, deadline: Deadline, rung: list[float]
) -> None:
    deadline.start()
    deadline.stop()
    loop.pass_until(20)
    assert rung == []
    deadline.start()
    loop.pass_until(40)
    assert rung == [25]


def test_one_that_is_closed_never_acts(loop: Loop, deadline: Deadline, rung: list[float]) -> None:
    deadline.start()
    deadline.close()
    loop.pass_until(20)
    assert rung == []


def test_many_limits_have_one_timer(loop: Loop, deadline: Deadline) -> None:
    for _ in range(100):
        deadline.start()
        deadline.stop()
    assert len(loop.timers) == 1
