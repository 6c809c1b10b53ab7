"""A province of raw sockets that answers exactly what a test tells it to, lawful or not."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.signing import sign_response

APP_ID = "fangcheng"
SECRET = "fangcheng-demo-secret"


@dataclass(frozen=True)
class ReceivedRequest:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


Script = Callable[[socket.socket, ReceivedRequest], None]


class ScriptedProvince:
    """Listens on a free port of loopback; runs `script` once for each request."""

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        self.script: Script = answer()
        # Set when the test is over: a script that stalls waits on it instead of sleeping.
        self.is_over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self.is_over.set()
        # Wakes accept() up; closing alone would leave it waiting.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while not self.is_over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        # The client may hang up at any moment, that is what is tested.
        with connection, contextlib.suppress(OSError):
            request = _read_request(connection)
            if request is not None:
                self.requests.append(request)
                self.script(connection, request)


def answer(
    status: int = 200,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    secret: str | None = SECRET,
    signed_body: bytes | None = None,
) -> Script:
    """Answer in full, signed over `signed_body` (the body itself by default), unsigned if `secret` is None."""

    def script(connection: socket.socket, request: ReceivedRequest) -> None:
        all_headers = {"Content-Length": str(len(body)), **(headers or {})}
        if secret is not None:
            signed = body if signed_body is None else signed_body
            all_headers["X-Exchange-Signature"] = signature(request, status, signed, secret)
        connection.sendall(head(status, all_headers) + body)

    return script


def raw(*parts: bytes) -> Script:
    """Send these bytes and hang up."""

    def script(connection: socket.socket, request: ReceivedRequest) -> None:
        for part in parts:
            connection.sendall(part)

    return script


def drip(province: ScriptedProvince, first: bytes, then: Iterable[bytes], *, pause: float) -> Script:
    """Send `first`, then piece after piece with pauses, until the pieces, the client or the test end."""

    def script(connection: socket.socket, request: ReceivedRequest) -> None:
        connection.sendall(first)
        for piece in then:
            if province.is_over.wait(pause):
                return
            connection.sendall(piece)

    return script


def silence(province: ScriptedProvince) -> Script:
    """Say nothing until the test is over."""

    def script(connection: socket.socket, request: ReceivedRequest) -> None:
        province.is_over.wait()

    return script


def signature(request: ReceivedRequest, status: int, body: bytes, secret: str = SECRET) -> str:
    nonce = request.headers["x-exchange-nonce"]
    return sign_response(secret, status=status, nonce=nonce, body_sm3=sm3_hex(body))


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _read_request(connection: socket.socket) -> ReceivedRequest | None:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        received += chunk
    head_bytes, _, body = received.partition(b"\r\n\r\n")
    request_line, *header_lines = head_bytes.decode("latin-1").split("\r\n")
    headers = dict(_headers(header_lines))
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = request_line.split(" ")
    return ReceivedRequest(method=method, target=target, headers=headers, body=body)


def _headers(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, _, value = line.partition(":")
        yield name.strip().lower(), value.strip()
