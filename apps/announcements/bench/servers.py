"""The servers that are compared: each with one worker, on a core of its own, in a session that ends with the run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HOST = "127.0.0.1"
# As the start command has them; the workers are one, beside one of nginx.
BLOCKING_THREADS = 8
# The first core serves; the second one puts the load on. Both do both where there is only one.
SERVING_CORE, LOADING_CORE = 0, (os.cpu_count() or 1) - 1
READY_WITHIN_SECONDS = 60
POLL_SECONDS = 0.1

GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--log-level", "warning")
NGINX_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; }}
  charset utf-8;
  access_log off;
  gzip off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  client_body_temp_path {directory}/nginx-body;
  proxy_temp_path {directory}/nginx-proxy;
  fastcgi_temp_path {directory}/nginx-fastcgi;
  uwsgi_temp_path {directory}/nginx-uwsgi;
  scgi_temp_path {directory}/nginx-scgi;
  server {{
    listen {host}:{port};
    root {root};
  }}
}}
"""


class ServerFailed(Exception):
    """A server did not come up; the message has the end of its log."""


@dataclass(frozen=True)
class Server:
    """A server that is running."""

    url: str
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Return the time that the whole tree of processes has had on a core."""
        tree = [self.process, *self.process.children(recursive=True)]
        return sum(times.user + times.system for times in (process.cpu_times() for process in tree))


@contextmanager
def granian(
    application: str, *, directory: Path, environment: Mapping[str, str], files: Path | None = None
) -> Iterator[Server]:
    """Run a WSGI application, and below `/announcements` the files of `files` by the static route."""
    port = _free_port()
    command = [*GRANIAN, "--host", HOST, "--port", str(port), "--blocking-threads", str(BLOCKING_THREADS)]
    if files is not None:
        command += ["--static-path-route", "/announcements", "--static-path-mount", str(files / "announcements")]
        command += ["--static-path-dir-to-file", "index.html", "--static-path-expires", "10"]
    command.append(application)
    with _running(command, port=port, log=directory / f"granian-{port}.log", environment=environment) as server:
        yield server


@contextmanager
def nginx(*, directory: Path, files: Path) -> Iterator[Server | None]:
    """Run nginx over the files; None where it is not installed."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield None
        return
    port = _free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(NGINX_CONFIGURATION.format(directory=directory, host=HOST, port=port, root=files))
    command = (program, "-c", str(configuration), "-e", str(directory / "nginx.log"))
    with _running(command, port=port, log=directory / "nginx.out", environment=os.environ) as server:
        yield server


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """Return the command kept to one core, where the machine can."""
    taskset = shutil.which("taskset")
    return list(command) if taskset is None else [taskset, "--cpu-list", str(core), *command]


@contextmanager
def _running(command: Sequence[str], *, port: int, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run a server until the block ends; raises ServerFailed when nobody listens within a minute."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  only the commands above
            pinned(SERVING_CORE, command), stdout=output, stderr=subprocess.STDOUT, env=dict(environment),
            start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(log.read_text(errors="replace")[-2000:])
            time.sleep(POLL_SECONDS)
        yield Server(f"http://{HOST}:{port}", psutil.Process(process.pid))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
