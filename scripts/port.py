"""Says in one line what to do where no server can listen on a port of this machine: `python -m scripts.port 8000`."""

import os
import socket
import sys


def main(port: str) -> int:
    try:
        socket.create_server(("127.0.0.1", int(port))).close()
    except (OSError, OverflowError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "expected a number from 1 to 65535"
        line = f"cannot listen on 127.0.0.1 port {port}: {reason}; choose another port, as in: make serve PORT=8001"
        sys.stderr.write(f"{line}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
