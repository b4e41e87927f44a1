"""Says in one line what to do where no server can listen on a port of this machine: `python -m scripts.port 8000`."""

import os
import re
import socket
import sys


def main(port: str) -> int:
    reason = _reason(port)
    if reason:
        line = f"cannot listen on 127.0.0.1 port {port}: {reason}; choose another port, as in: make serve PORT=8001"
        sys.stderr.write(f"{line}\n")
    return 1 if reason else 0


def _reason(port: str) -> str:
    if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > 65535:
        return "expected a number from 1 to 65535"
    try:
        socket.create_server(("127.0.0.1", int(port))).close()
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
