"""A running province for the tests: a real process, a real database, real HTTP.

The tests run under the platform's settings and import nothing of the province that needs its own.
"""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import requests
from psycopg2 import sql

from apps.province.tests.peer import SECRET, Peer

REPOSITORY = Path(__file__).resolve().parents[3]
START_SECONDS = 20


@dataclass
class HintListener:
    """A platform that only takes hints and remembers them."""

    port: int
    hints: list[dict[str, Any]] = field(default_factory=list)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `manage.py province` to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", "province", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running_province(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the province until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "province", "serve", "--port", str(port)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(process, port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the province ended while it was starting"
        try:
            if requests.get(f"http://127.0.0.1:{port}/healthz", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    pytest.fail(f"the province did not answer within {START_SECONDS} s")


@pytest.fixture(scope="session")
def hint_listener() -> Iterator[HintListener]:
    """Listen where the province believes the platform to be."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.hints.append({"path": self.path, "headers": dict(self.headers), "body": body})
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Keep the test output clean."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = HintListener(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def province_environment(hint_listener: HintListener) -> Iterator[dict[str, str]]:
    """Return the environment of a province with a new, migrated database of its own."""
    server_url = os.environ.get("PROVINCE_DATABASE_URL")
    if not server_url:
        pytest.fail("PROVINCE_DATABASE_URL is not set: run the tests through `make test`")
    name = f"province_test_{uuid.uuid4().hex[:12]}"
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        "PROVINCE_DATABASE_URL": urlunsplit(urlsplit(server_url)._replace(path=f"/{name}")),
        "PROVINCE_APP_ID": "fangcheng",
        "PROVINCE_APP_SECRET": SECRET,
        "PROVINCE_CENTER_CODE": "411322",
        "DJANGO_SECRET_KEY": "a secret key of the tests, forty characters long",
        "PLATFORM_BASE_URL": f"http://127.0.0.1:{hint_listener.port}",
    }
    with closing(psycopg2.connect(server_url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        for command in ("migrate", "load_demo"):
            done = manage(command, environment=environment)
            assert done.returncode == 0, done.stderr
        yield environment
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def province_address(province_environment: dict[str, str]) -> Iterator[str]:
    """Return the address of the one province that all tests share."""
    port = free_port()
    with running_province(province_environment, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def province(province_address: str) -> Peer:
    """Return the province with nothing in it but users and organisations."""
    peer = Peer(province_address)
    peer.control("POST", "reset", {})
    return peer


@pytest.fixture(scope="module")
def officer(province_address: str) -> requests.Session:
    """Return the browser of 采购经办岗, signed in."""
    return Peer(province_address).sign_in()


def hints_about(listener: HintListener, feed: str) -> list[dict[str, Any]]:
    """Return the hints that were taken about a feed."""
    return [hint for hint in listener.hints if json.loads(hint["body"]) == {"feed": feed}]
