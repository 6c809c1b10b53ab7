"""Closing a client's connection without an answer.

No web server offers that, because nobody wants it: only a drill does. The server's sockets belong to
its own runtime, but in one process they can be found by the address of their peer.
"""

import contextlib
import os
import socket
import stat
from pathlib import Path


def hang_up(client: tuple[str, int]) -> None:
    """Shut the connection from `client`; whatever is answered afterwards goes nowhere."""
    for descriptor in _open_sockets():
        with contextlib.suppress(OSError):
            # A duplicate, so that closing our object leaves the server's own descriptor alone.
            connection = socket.socket(fileno=os.dup(descriptor))
            with connection:
                if connection.getpeername()[:2] == client:
                    connection.shutdown(socket.SHUT_RDWR)


def _open_sockets() -> list[int]:
    descriptors = []
    for entry in Path("/dev/fd").iterdir():
        # One of them is that of this very listing, and gone by now.
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(entry.name)).st_mode):
                descriptors.append(int(entry.name))
    return descriptors
