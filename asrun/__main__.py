"""`python -m asrun COMMAND`: the commands of the engine."""

import sys

from asrun import watch
from asrun.mutation import command as mutate

COMMANDS = {"mutate": mutate.main, "watch": watch.main}


def main() -> int:
    name, *arguments = sys.argv[1:] or [""]
    if name not in COMMANDS:
        print(f"python -m asrun: expected one of {', '.join(COMMANDS)}; actual: {name or 'none'}", file=sys.stderr)
        return 2
    return COMMANDS[name](arguments)


if __name__ == "__main__":
    sys.exit(main())
