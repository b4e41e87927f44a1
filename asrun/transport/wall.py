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
from threading import Lock

BIND, MOUNT_SETATTR, RECURSIVE, READ_ONLY = 0x5000, 442, 0x8000, 1
SET_FLAGS, UP = 0x8914, 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Wall:
    """A wall, behind which programs can write to the folders alone that were opened.

    The resolver knows localhost and the hosts in `named`, all as 127.0.0.1: `folder` keeps its files. Raises OSError
    where this machine can have none.
    """

    def __init__(self, folder: Path, named: Iterable[str] = ()) -> None:
        (folder / "hosts").write_text(f"127.0.0.1 {' '.join(['localhost', *named])}\n", encoding="utf-8")
        (folder / "nsswitch.conf").write_text("hosts: files\n", encoding="utf-8")
        if not shutil.which("unshare"):
            raise OSError("there is no unshare")
        own = ("--user", "--map-current-user", "--keep-caps") if os.geteuid() else ()
        script = [sys.executable, "-I", "-S", __file__, str(folder)]
        command, pipe = ["unshare", "--net", "--mount", *own, *script], subprocess.PIPE
        self._asking, self._opened = Lock(), set[Path]()
        self._control, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
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
        """A new TCP socket behind the wall."""
        return socket.socket(fileno=self._ask(bytes([family]))[0])

    def open(self, folder: Path) -> None:
        """Lets programs write to a folder."""
        if folder not in self._opened:
            self._ask(os.fsencode(folder))
            self._opened.add(folder)

    def _ask(self, for_what: bytes) -> list[int]:
        with self._asking:
            self._control.send(for_what)
            return socket.recv_fds(self._control, 1, 1)[1]

    def close(self) -> None:
        self._control.close()
        self._holder.communicate()


def _call(name: str, *arguments: object) -> None:
    if _LIBC[name](*arguments) == -1:
        sys.exit(f"{name}: {os.strerror(ctypes.get_errno())}")


def _set(path: str, *, on: int = 0, off: int = 0) -> None:
    _call("syscall", MOUNT_SETATTR, -1, os.fsencode(path), RECURSIVE, struct.pack("4Q", on, off, 0, 0), 32)


def _bind(source: str, target: str) -> None:
    _call("mount", os.fsencode(source), os.fsencode(target), None, ctypes.c_ulong(BIND), None)
    _set(target, off=READ_ONLY)


def _hold(folder: str) -> None:
    _set("/", on=READ_ONLY)
    for name in ("hosts", "nsswitch.conf"):
        if Path("/etc", name).exists():
            _bind(f"{folder}/{name}", f"/etc/{name}")
    with socket.socket() as inside:
        fcntl.ioctl(inside, SET_FLAGS, struct.pack("16sH22x", b"lo", UP))
    with socket.socket(fileno=0) as control:
        control.send(b"!")
        while asked := control.recv(4096):
            if len(asked) > 1:
                _bind(os.fsdecode(asked), os.fsdecode(asked))
                control.send(b"!")
                continue
            with socket.socket(asked[0]) as given:
                socket.send_fds(control, [b"!"], [given.fileno()])


if __name__ == "__main__":
    _hold(*sys.argv[1:])
