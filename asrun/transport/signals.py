"""How a command ends: at the first signal that tells it to. The next ones do not break off what is tidied up."""

import signal
from typing import NoReturn

ENDS = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


def end_at_first_signal() -> None:
    """Let the first of `ENDS` raise KeyboardInterrupt, and the others do nothing. What nohup ignores, stays ignored."""
    for each in ENDS:
        if each == signal.SIGINT or signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, end)


def nothing(*_: object) -> None:
    """Not SIG_IGN, which Python would warn of where the signal has already come."""


def end(*_: object) -> NoReturn:
    """What the first signal does: raises KeyboardInterrupt, and lets the later ones do nothing."""
    for each in ENDS:
        signal.signal(each, nothing)
    raise KeyboardInterrupt
