"""The embedded Valkey: configured, started, found, stopped."""

import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from fangcheng_platform.embedded.credentials import Credentials
from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import write_private_file
from fangcheng_platform.embedded.logs import log_since, log_size
from fangcheng_platform.embedded.ports import LOOPBACK, free_port
from fangcheng_platform.embedded.processes import has_ended, has_process_in, stop_process
from fangcheng_platform.embedded.storage import Storage

START_TIMEOUT_SECONDS = 30.0
STOP_PATIENCE_SECONDS = 3.0
START_ATTEMPTS = 5

_PORT_TAKEN = "Address already in use"

# Append-only so that a killed server has lost at most its last second; `noeviction` because a
# queue that silently drops its oldest task is worse than one that refuses the newest.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir "{directory}"
logfile "{log_file}"
appendonly yes
save ""
maxmemory-policy noeviction
tcp-backlog 128
daemonize no
"""


@dataclass(frozen=True, slots=True)
class ValkeyServer:
    """The Valkey of one instance."""

    storage: Storage
    credentials: Credentials

    @property
    def configuration_file(self) -> Path:
        """Return the file that holds the port and the password."""
        return self.storage.valkey_directory / "valkey.conf"

    @property
    def log_file(self) -> Path:
        """Return the file that the server writes to."""
        return self.storage.valkey_directory / "valkey.log"

    def running(self) -> psutil.Process | None:
        """Return the process that answers with our password for our configuration, else None."""
        port = self._configured_port()
        if port is None:
            return None
        with self._client(port) as client:
            try:
                server = client.info()
            except redis.RedisError:
                return None
        if server["config_file"] != str(self.configuration_file) or server["loading"]:
            return None
        try:
            return psutil.Process(server["process_id"])
        except psutil.NoSuchProcess:
            return None

    def start(self) -> psutil.Process:
        """Start the server unless it runs; the caller holds the instance's start lock.

        Raises EmbeddedServiceError with the cause in one line.
        """
        running = self._found()
        if running is not None:
            return running
        preferred = self._configured_port()
        refusal = ""
        for _attempt in range(START_ATTEMPTS):
            log_start = log_size(self.log_file)
            self._write_configuration(free_port(preferred))
            started = self._launch()
            if started is not None:
                return started
            refusal = log_since(self.log_file, log_start)
            if _PORT_TAKEN not in refusal:
                break
            preferred = None
        raise EmbeddedServiceError(f"内置 Valkey 无法启动：{_cause(refusal)}（日志 {self.log_file}）")

    def stop(self, process: psutil.Process) -> None:
        """Stop the server with its append-only file flushed. Stopping a stopped one changes nothing."""
        stop_process(process, signal.SIGTERM, signal.SIGKILL, patience_seconds=STOP_PATIENCE_SECONDS)

    def url(self) -> str:
        """Return the REDIS_URL; the server runs."""
        return f"redis://:{self.credentials.valkey_password}@{LOOPBACK}:{self._configured_port()}/0"

    def _found(self) -> psutil.Process | None:
        """Return the running server, waiting for one that is still loading or too busy to answer.

        Valkey itself does not notice a second server on the same files, which would ruin them.
        """
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while (running := self.running()) is None and has_process_in(self.storage.valkey_directory):
            if time.monotonic() > deadline:
                raise EmbeddedServiceError(f"内置 Valkey 在运行但没有应答（日志 {self.log_file}）")
            time.sleep(0.2)
        return running

    def _client(self, port: int) -> redis.Redis:
        return redis.Redis(
            host=LOOPBACK,
            port=port,
            password=self.credentials.valkey_password,
            socket_timeout=5,
            socket_connect_timeout=5,
            decode_responses=True,
            # A refused connection is the answer that nobody is there, not something to try again for seconds.
            retry=Retry(NoBackoff(), retries=0),
        )

    def _configured_port(self) -> int | None:
        try:
            found = re.search(r"^port (\d+)$", self.configuration_file.read_text(), re.MULTILINE)
        except FileNotFoundError:
            return None
        return int(found[1]) if found else None

    def _write_configuration(self, port: int) -> None:
        write_private_file(
            self.configuration_file,
            CONFIGURATION.format(
                host=LOOPBACK,
                port=port,
                password=self.credentials.valkey_password,
                directory=self.storage.valkey_directory,
                log_file=self.log_file,
            ),
        )
        self.storage.account.own(self.configuration_file)

    def _launch(self) -> psutil.Process | None:
        """Start a process and wait until it answers; None if it ended or did not answer in time.

        The shell lets go of it: it must outlive us when another user of the instance is left.
        """
        launched = self.storage.account.run(
            [
                "/bin/sh",
                "-c",
                '"$0" "$1" </dev/null >/dev/null 2>&1 & echo $!',
                self.storage.valkey_server,
                self.configuration_file,
            ],
            timeout=START_TIMEOUT_SECONDS,
        )
        try:
            process = psutil.Process(int(launched.stdout))
        except psutil.NoSuchProcess:
            return None
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not has_ended(process) and time.monotonic() < deadline:
            if self.running() == process:
                return process
            time.sleep(0.05)
        stop_process(process, signal.SIGKILL, patience_seconds=STOP_PATIENCE_SECONDS)
        return None


def _cause(output: str) -> str:
    """Return the last warning of Valkey's log, which marks it with `#`, without process id and time."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line.partition(" # ")[2] for line in lines if " # " in line]
    return (telling or lines or ["没有输出"])[-1]
