"""Free TCP ports on the loopback interface."""

import errno
import socket

LOOPBACK = "127.0.0.1"


def free_port(preferred: int | None = None) -> int:
    """Return a port that nobody listens on, the preferred one if it is still free.

    Keeping the port lets a terminal that was left open go on after a restart. Between this
    answer and the server's bind another process may take the port, so callers try again.
    """
    if preferred is not None and is_free(LOOPBACK, preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(host: str, port: int) -> bool:
    """Say whether a server may listen there; raises OSError for an address that is not ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True
