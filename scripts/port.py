"""Says in one line what to do where no server can listen on a port of this machine: `python -m scripts.port 8000`."""

import os
import socket
import sys


def main(port: str) -> int:
    try:
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", int(port)))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
    except (ValueError, OverflowError):
        reason = "expected a number from 1 to 65535"
    else:
        return 0
    advice = "choose another port, as in: make serve PORT=8001"
    sys.stderr.write(f"cannot listen on 127.0.0.1 port {port}: {reason}; {advice}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
