"""A wall around programs: Linux namespaces with no network but loopback, and files that can only be read.

Run as a script, it's the process that holds the namespaces, and sends sockets in them through its standard input.
"""

import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

BIND, MOUNT_SETATTR, RECURSIVE, READ_ONLY = 0x5000, 442, 0x8000, 1
SET_FLAGS, UP = 0x8914, 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Wall:
    """A wall, behind which programs can write to the `writable` folders alone.

    The resolver knows localhost and the hosts in `named`, all as 127.0.0.1: `folder` keeps its files. Raises OSError
    where this machine can have none.
    """

    def __init__(self, folder: Path, writable: Iterable[Path] = (), named: Iterable[str] = ()) -> None:
        (folder / "hosts").write_text(f"127.0.0.1 {' '.join(['localhost', *named])}\n", encoding="utf-8")
        (folder / "nsswitch.conf").write_text("hosts: files\n", encoding="utf-8")
        if not shutil.which("unshare"):
            raise OSError("there is no unshare")
        own = ("--user", "--map-current-user", "--keep-caps") if os.geteuid() else ()
        script = [sys.executable, "-I", "-S", __file__, str(folder), *map(str, writable)]
        command, pipe = ["unshare", "--net", "--mount", *own, *script], subprocess.PIPE
        self._control, theirs = socket.socketpair()
        with theirs:
            self._holder = subprocess.Popen(command, stdin=theirs.fileno(), stderr=pipe, start_new_session=True)
        self._control.recv(1)  # once it's ready, or has ended
        tried = subprocess.run([*self.command(folder), "true"], capture_output=True, check=False)
        if tried.returncode:
            self._control.close()
            raise OSError((self._holder.communicate()[1] or tried.stderr).decode().strip())

    def command(self, folder: Path) -> tuple[str, ...]:
        """What runs the command that follows it behind the wall, in `folder`."""
        user = ("--user", "--preserve-credentials") if os.geteuid() else ()
        return ("nsenter", f"--target={self._holder.pid}", *user, "--net", "--mount", f"--wdns={folder}", "--")

    def socket(self, family: socket.AddressFamily = socket.AF_INET) -> socket.socket:
        """A new TCP socket behind the wall. One thread at a time may ask."""
        self._control.send(bytes([family]))
        return socket.socket(fileno=socket.recv_fds(self._control, 1, 1)[1][0])

    def close(self) -> None:
        self._control.close()
        self._holder.communicate()


def _call(name: str, *arguments: object) -> None:
    if _LIBC[name](*arguments) == -1:
        sys.exit(f"{name}: {os.strerror(ctypes.get_errno())}")


def _set(path: str, *, on: int = 0, off: int = 0) -> None:
    _call("syscall", MOUNT_SETATTR, -1, path.encode(), RECURSIVE, struct.pack("4Q", on, off, 0, 0), 32)


def _hold(folder: str, *writable: str) -> None:
    _set("/", on=READ_ONLY)
    resolver = {f"/etc/{name}": f"{folder}/{name}" for name in ("hosts", "nsswitch.conf")}
    for target, source in {**dict(zip(writable, writable, strict=True)), **resolver}.items():
        if Path(target).exists():
            _call("mount", source.encode(), target.encode(), None, ctypes.c_ulong(BIND), None)
            _set(target, off=READ_ONLY)
    with socket.socket() as inside:
        fcntl.ioctl(inside, SET_FLAGS, struct.pack("16sH22x", b"lo", UP))
    with socket.socket(fileno=0) as control:
        control.send(b"!")
        while family := control.recv(1):
            with socket.socket(family[0]) as given:
                socket.send_fds(control, [b"!"], [given.fileno()])


if __name__ == "__main__":
    _hold(*sys.argv[1:])
