"""What is needed of a process that serves until it is ended: a port for it, and to know when it is ready."""

import re
import socket
import subprocess


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nothing listens yet."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def read_until(process: subprocess.Popen[str], pattern: str) -> str:
    """What the process prints, up to and with the line in which the pattern is found. Raises EOFError at its end."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if re.search(pattern, line):
            return "".join(lines)
    raise EOFError(f"it ended before it printed {pattern!r}; it had printed {''.join(lines)}")
