"""What the terminal shows of each exchange, as it happens."""

import signal
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from asrun.examples.recording import indented
from asrun.journal import Exchange, Journal

GREEN, YELLOW, RED, MAGENTA, DIM, RESET = "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[35m", "\x1b[2m", "\x1b[0m"


class Screen(Journal):
    """A journal that writes each exchange to `terminal`: the line of each of its `mistakes`, or one that names it.

    It shows what the journal keeps, in which secrets are masked. With `verbose`, it shows the bodies too.
    """

    def __init__(
        self,
        mask: Callable[[str], str],
        terminal: TextIO,
        mistakes: Callable[[Exchange], Iterable[str]],
        *,
        verbose: bool,
        coloured: bool,
    ) -> None:
        super().__init__(mask)
        self._terminal, self._mistakes, self._verbose, self._coloured = terminal, mistakes, verbose, coloured

    def record(self, exchange: Exchange) -> None:
        super().record(exchange)
        # Else the terminal could stop this process, which is not the one in its foreground (`stty tostop`).
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        self._terminal.write("".join(f"{line}\r\n" for line in self._lines(exchange)))
        self._terminal.flush()

    def _lines(self, exchange: Exchange) -> Iterator[str]:
        request, response = exchange.request, exchange.response
        wrong = MAGENTA if exchange.violations else GREEN
        colour = wrong if response.status < 400 else YELLOW if response.status < 500 else RED
        for line in [*self._mistakes(exchange)] or [f"{request.method} {request.target} {response.status}"]:
            yield f"{self._shown('sandbox:', DIM)} {self._shown(line, colour)}"
        for mark, body in ((">", request.body), ("<", response.body)) if self._verbose else ():
            lines = indented(body.decode(errors="backslashreplace")).splitlines()
            yield from (self._shown(f"{mark} {line}", DIM) for line in lines)

    def _shown(self, text: str, colour: str) -> str:
        """`text` without what a terminal would obey, in the colour."""
        safe = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
        return f"{colour}{safe}{RESET}" if self._coloured else safe
