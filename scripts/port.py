"""Says in one line what to do where no server can listen on a port of this machine: `python -m scripts.port 8000`."""

import socket
import sys


def main(port: str) -> None:
    try:
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", int(port)))
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "expected a number from 1 to 65535"
        advice = "choose another port, as in: make serve PORT=8001"
        sys.exit(f"cannot listen on 127.0.0.1 port {port}: {reason}; {advice}")


if __name__ == "__main__":
    main(sys.argv[1])
