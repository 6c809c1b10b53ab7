"""Bytes over HTTP, bounded in every direction; the only module that imports the HTTP library.

Nothing is taken from the environment (no proxy, no .netrc), no redirect is followed, no cookie kept, nothing
tried twice. A request has one connection of its own: a worker that forks or is killed leaves none half used.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

_CHUNK_BYTES = 64 * 1024
_TOO_LATE = "超过总时限仍未收到完整的应答"


class TransportFault(Exception):
    """No answer, or not a whole one; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, for the next bytes, and for everything together."""

    connect: float
    read: float
    total: float


class IncomingAnswer:
    """The head of an answer, and its body as it arrives; header names are in small letters."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in response.headers.items()}
        self._response = response

    def chunks(self) -> Iterator[bytes]:
        """Yield the body, decompressed; raise when it breaks off."""
        return self._response.iter_content(_CHUNK_BYTES)


def prepare(method: str, url: str, headers: Mapping[str, str], body: bytes) -> requests.PreparedRequest:
    """Build a request; its `path_url` is what will stand on the request line."""
    return requests.Request(method, url, headers=dict(headers), data=body).prepare()


@contextmanager
def send(request: requests.PreparedRequest, timeouts: Timeouts) -> Iterator[IncomingAnswer]:
    """Send and yield the answer while its body can still be read; raise TransportFault, also from the body."""
    with _Deadline(timeouts.total) as deadline, requests.Session() as session:
        session.trust_env = False
        session.mount("http://", _GuardedAdapter(deadline))
        session.mount("https://", _GuardedAdapter(deadline))
        try:
            response = session.send(
                request, timeout=(timeouts.connect, timeouts.read), stream=True, allow_redirects=False
            )
            with response:
                yield IncomingAnswer(response)
        except (requests.RequestException, HTTPError) as error:
            raise TransportFault(_reason(error, deadline)) from error
        # A connection that was cut may look like a body that simply ended.
        if deadline.has_passed:
            raise TransportFault(_TOO_LATE)


class _Deadline:
    """Cuts the connection when the time is over.

    The library's read timeout starts anew with each byte: a peer that sends one every 29 seconds would hold a
    worker for ever, even within the headers.
    """

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> None:
        with self._lock:
            self._connection = connection
            if self.has_passed:
                self._cut()

    def _pass(self) -> None:
        with self._lock:
            self.has_passed = True
            self._cut()

    def _cut(self) -> None:
        if self._connection is not None:
            try:
                # The plain socket's method: the TLS one would forget its session under the reading thread.
                socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
            except OSError:
                # Already closed: nothing is left to wait for.
                return


class _GuardedHTTPConnection(HTTPConnection):
    def __init__(self, *args: Any, deadline: _Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.watch(self.sock)


class _GuardedHTTPSConnection(HTTPSConnection):
    def __init__(self, *args: Any, deadline: _Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.watch(self.sock)


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        # The stubs know the pool's base class alone, which has no connections yet.
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        # Per request, not per class: the deadline belongs to this one exchange.
        connection_class = _GuardedHTTPSConnection if pool.scheme == "https" else _GuardedHTTPConnection
        pool.ConnectionCls = partial(connection_class, deadline=self._deadline)
        return pool


def _reason(error: Exception, deadline: _Deadline) -> str:
    if deadline.has_passed:
        return _TOO_LATE
    match error:
        case requests.ConnectTimeout():
            return "连接超时"
        case requests.ReadTimeout():
            return "等待应答超时"
        case requests.exceptions.SSLError():
            return "加密连接失败，证书可能无效"
        case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
            return "应答中断或不完整"
        case _:
            return "无法连接，或连接中断"
