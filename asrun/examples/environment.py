"""The environment of the tests: what says where programs are, and nothing else of the user's, make's or git's."""

import atexit
import os
import re
import time
from contextlib import ExitStack

from asrun.transport.leftovers import held_folder, sweep

PREFIX = "tests-home-"
KEPT = re.compile(
    r"PATH|TMPDIR|USER|LOGNAME|CI|GITHUB_ACTIONS|(DY)?LD_\w*LIBRARY_PATH|PYTEST_XDIST_\w+|PLAYWRIGHT_BROWSERS_PATH"
)
OUTSIDE = {**os.environ}
"""The user's own, with the settings of what installs packages."""
ISOLATED = "TESTS_ISOLATED"
"""Marks an environment that is isolated already: xdist's workers inherit it, and what the tests start."""


def isolate() -> None:
    """Takes from this process, and so from all that it starts, the user's home and each variable that is not in KEPT.

    What GIT_DIR, PYTEST_ADDOPTS, NO_PROXY, LC_ALL, ~/.curlrc or ~/.gitconfig say then changes no result: git hands
    GIT_DIR to hooks in a linked worktree, where `git init` elsewhere would make the user's own repository bare.
    """
    if os.environ.pop(ISOLATED, None) != os.environ.get("HOME", ""):
        sweep(PREFIX)
        stack = ExitStack()
        home = str(stack.enter_context(held_folder(PREFIX)))
        atexit.register(stack.close)
        for name in list(os.environ):
            if not KEPT.fullmatch(name):
                del os.environ[name]
        os.environ.update({"HOME": home, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"})
        time.tzset()
    os.environ[ISOLATED] = os.environ["HOME"]
