"""Both systems, really running: processes that a test may stop, kill and start again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis
import requests
from django.conf import settings
from django.db import connection

from fangcheng_platform.static_routes import STATIC_ROOT, granian_arguments, make_directories

DEADLINE_SECONDS = 30

Found = TypeVar("Found")


def eventually(look: Callable[[], Found | None], *, what: str, seconds: float = DEADLINE_SECONDS) -> Found:
    """Return what `look` finds as soon as it is true; fail when it never is."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < until, f"never happened within {seconds} s: {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Systems:
    """The platform (web, worker, beat) and the province, by name of process."""

    directory: Path
    platform_url: str
    province_url: str
    commands: dict[str, list[str]]
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start what is not running and wait until it works."""
        for name in names:
            if name not in self.running:
                with (self.directory / f"{name}.log").open("ab") as log:
                    self.running[name] = subprocess.Popen(
                        self.commands[name],
                        env=self.environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
        for name in names:
            eventually(partial(self._works, name), what=f"{name} works\n{self.log(name)[-2000:]}")

    def stop(self, *names: str) -> None:
        """Ask to stop, and wait."""
        self._end(signal.SIGTERM, *names)

    def kill(self, *names: str) -> None:
        """kill -9, with everything it started."""
        self._end(signal.SIGKILL, *names)

    def log(self, name: str) -> str:
        """Return what a process has printed."""
        path = self.directory / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def flush_broker(self) -> None:
        """Lose everything that lies in the broker."""
        redis.Redis.from_url(self.environment["REDIS_URL"]).flushdb()

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Drive the province through its own controls."""
        answer = requests.request(method, f"{self.province_url}/control/{path}", json=body or {}, timeout=20)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def _end(self, how: signal.Signals, *names: str) -> None:
        for name in names:
            process = self.running.pop(name, None)
            if process is not None:
                os.killpg(process.pid, how)
                process.wait(timeout=20)

    def reads(self, path: str, words: str) -> None:
        """Read a public page, as the web server has it, until it says so."""
        eventually(
            lambda: words in requests.get(f"{self.platform_url}{path}", timeout=10).content.decode(),
            what=f"{path} says {words}",
        )

    def _works(self, name: str) -> bool:
        process = self.running[name]
        assert process.poll() is None, f"{name} ended:\n{self.log(name)[-4000:]}"
        if name == "worker":
            return " ready." in self.log(name).rsplit("-- start --", 1)[-1] or "ready" in self.log(name)[-400:]
        if name == "beat":
            return "beat: Starting" in self.log(name)
        url = {"web": f"{self.platform_url}/readyz", "province": f"{self.province_url}/healthz"}[name]
        try:
            return requests.get(url, timeout=5).ok
        except (requests.ConnectionError, requests.Timeout):
            return False


@contextmanager
def both_systems(directory: Path) -> Iterator[Systems]:
    """Start both systems against the test database; stop whatever still runs at the end."""
    platform_port, province_port = free_port(), free_port()
    platform_url, province_url = f"http://127.0.0.1:{platform_port}", f"http://127.0.0.1:{province_port}"
    root, static = Path(settings.BASE_DIR), Path(settings.BASE_DIR, STATIC_ROOT)
    python = [sys.executable, "-W", "ignore"]
    manage = [*python, str(root / "manage.py")]
    celery = [*python, "-m", "celery", "-A", "fangcheng_platform"]
    # pytest has set the platform's settings; manage.py chooses between the two systems itself.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = inherited | {
        "DEMO": "1",
        "DATABASE_URL": _with_name(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
        "PROVINCE_DATABASE_URL": _fresh_province_database(),
        "PROVINCE_BASE_URL": province_url,
        "PLATFORM_BASE_URL": platform_url,
        "PUBLIC_BASE_URL": platform_url,
        "PROVINCE_APP_ID": "fangcheng",
        "PROVINCE_APP_SECRET": "fangcheng-demo-secret",
        "PROVINCE_CENTER_CODE": "411322",
        "MEDIA_ROOT": str(directory / "media"),
        "PAGES_ROOT": str(directory / "pages"),
        "EXCHANGE_POLL_SECONDS": "1",
        "EXCHANGE_SWEEP_SECONDS": "1",
        "EXCHANGE_LEASE_SECONDS": "3",
        "EXCHANGE_FIRST_RETRY_SECONDS": "1",
        "EXCHANGE_LONGEST_RETRY_SECONDS": "2",
        "LOG_FORMAT": "console",
        "PYTHONPATH": str(root),
    }
    systems = Systems(
        directory=directory,
        platform_url=platform_url,
        province_url=province_url,
        environment=environment,
        commands={
            "web": [
                *python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(platform_port),
                "--workers", "1", "--blocking-threads", "4", *granian_arguments(static, directory / "pages"),
                "fangcheng_platform.wsgi:application",
            ],
            "worker": [*celery, "worker", "--concurrency", "4", "--loglevel", "INFO"],
            "beat": [*celery, "beat", "--loglevel", "INFO", "--schedule", str(directory / "beat")],
            "province": [*manage, "province", "serve", "--port", str(province_port)],
        },
    )  # fmt: skip
    make_directories(directory / "pages", static)
    for command in (
        ["collectstatic", "--noinput"], ["load_demo"], ["pages", "render"],
        ["province", "migrate"], ["province", "load_demo"],
    ):  # fmt: skip
        subprocess.run([*manage, *command], env=environment, check=True, capture_output=True)
    systems.flush_broker()
    try:
        yield systems
    finally:
        systems.stop(*systems.running)


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _fresh_province_database() -> str:
    name = f"{connection.settings_dict['NAME']}_province"
    server = psycopg2.connect(os.environ["PROVINCE_DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    server.close()
    return _with_name(os.environ["PROVINCE_DATABASE_URL"], name)
