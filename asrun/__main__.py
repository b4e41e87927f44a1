"""`asrun COMMAND`, or `python -m asrun COMMAND`: the engine's commands."""

import sys
from collections.abc import Sequence
from importlib import import_module

from asrun.contract import ContractError
from asrun.text import FileError

COMMANDS = {
    "baseline": ("asrun.baseline", "list what pytest finds today, so that only what is new fails"),
    "init": ("asrun.init", "write asrun.toml and example.toml files, from a contract and a folder of pages"),
    "build": ("asrun.pages.build", "build the site as asrun.toml says, with copies of its pages for agents"),
    "record": ("asrun.record", "rewrite recordings, figures and texts from the contract, and add new anchors"),
    "watch": ("asrun.watch", "verify what a saved file touches, at each save"),
    "mutate": ("asrun.mutation.command", "break each part of each program, and see that a check notices"),
    "live": ("asrun.live", "run the examples that only read against a deployment (BASE_URL, API_KEY)"),
    "sandbox": ("asrun.sandbox.shell", "open a shell in which the documented host is the mock"),
    "judge": ("asrun.judge.command", "run any program against the mock, and name its mistakes"),
    "mock": ("asrun.mock", "serve the mock on this machine"),
}
"""By name: the module whose `main` takes the other arguments and gives the exit status, and what the command does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command that the arguments, or those of this process, begin with; the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        width = max(map(len, COMMANDS))
        lines = [f"  {name:{width}}  {text}" for name, (_, text) in COMMANDS.items()]
        sys.stderr.write("\n".join(["usage: python -m asrun COMMAND …", *lines, ""]))
        return 0 if name in ("-h", "--help") else 2
    try:
        command = import_module(COMMANDS[name][0])
    except ModuleNotFoundError as error:
        fix = f'pip install "asrun[{name}]"'
        sys.stderr.write(f"python -m asrun {name}: expected {error.name} to be installed, actual none. Fix: {fix}.\n")
        return 1
    try:
        status: int = command.main(arguments[1:])
    except (ContractError, FileError) as error:
        sys.stderr.write(f"python -m asrun {name}: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130  # as a shell says of what Ctrl-C has ended
    return status


if __name__ == "__main__":
    sys.exit(main())
