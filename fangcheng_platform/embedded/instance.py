"""Where an instance of the embedded services keeps its files, and who holds it.

Only the standard library is imported: Django's settings read `running_variables` in every process.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from fangcheng_platform.embedded.exceptions import EmbeddedServiceError

CHECKOUT = Path(__file__).resolve().parent.parent.parent
INSTANCES_DIRECTORY = CHECKOUT / "var"

# Longer than the slowest first start (initdb on a cold disk).
LOCK_TIMEOUT_SECONDS = 120.0


class State(TypedDict):
    """What runs of an instance, as its state file says it."""

    variables: dict[str, str]
    pids: list[int]


@dataclass(frozen=True, slots=True)
class Instance:
    """One set of embedded services with data of its own.

    `is_throwaway` trades durability through a power failure for speed and lets the application's
    roles create databases, which a test runner needs and a platform must not. Below
    `system_directory` are the data of a checkout that the servers' user cannot enter.
    """

    directory: Path
    is_throwaway: bool = False
    system_directory: Path = Path("/var/lib")

    @classmethod
    def named(cls, name: str) -> "Instance":
        """Return the checkout's instance of that name: `run` of `make run`, `test` of `make test`."""
        return cls(directory=INSTANCES_DIRECTORY / name, is_throwaway=name == "test")

    @property
    def state_file(self) -> Path:
        """Return the file that says what runs; there is none when nothing does."""
        return self.directory / "running.json"

    @property
    def secret_key_file(self) -> Path:
        """Return the file of the key that Django signs with."""
        return self.directory / "django-secret-key"

    def create_directory(self) -> None:
        """Make the instance's directory; raises EmbeddedServiceError where the disk refuses."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EmbeddedServiceError(f"无法建立目录 {self.directory}：{error.strerror}") from None

    @contextlib.contextmanager
    def start_lock(self) -> Iterator[None]:
        """Hold the right to start and stop services; of two starts the second waits and finds them running."""
        with _open_lock_file(self.directory / "start.lock") as descriptor:
            _lock_before_deadline(descriptor, self.directory)
            yield

    @contextlib.contextmanager
    def use(self) -> Iterator["Use"]:
        """Count as a user of the instance until the block ends or the process dies, however it dies."""
        with _open_lock_file(self.directory / "users.lock") as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield Use(descriptor)

    def add_to_state(self, *, variables: dict[str, str], pids: list[int]) -> None:
        """Tell other processes of this checkout what runs; the passwords in it are the owner's only."""
        state = _live_state(self.state_file) or {"variables": {}, "pids": []}
        state = {"variables": state["variables"] | variables, "pids": sorted({*state["pids"], *pids})}
        write_private_file(self.state_file, json.dumps(state))

    def remove_state(self) -> None:
        """Tell other processes that nothing runs any more."""
        self.state_file.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Use:
    """One process's share of an instance; the kernel takes it back from a process that is killed."""

    descriptor: int

    def is_last(self) -> bool:
        """Say whether nobody else uses the instance. Ask under the start lock, or the answer is stale."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def running_variables(instance: str = "run") -> dict[str, str]:
    """Return the variables of a running instance (its addresses, its keys, what its start command adds), or none."""
    state = _live_state(Instance.named(instance).state_file)
    return state["variables"] if state else {}


def _live_state(state_file: Path) -> State | None:
    """Return what runs; a file left by a machine that lost power names processes that are gone."""
    try:
        state: State = json.loads(state_file.read_text())
    except (OSError, ValueError):
        return None
    return state if all(map(_is_alive, state["pids"])) else None


def write_private_file(path: Path, text: str) -> None:
    """Write a file that only its owner may read; readers see the old text or the new one, never half."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.replace(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@contextlib.contextmanager
def _open_lock_file(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EmbeddedServiceError(f"无法打开锁文件 {path}：{error.strerror}") from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock_before_deadline(descriptor: int, directory: Path) -> None:
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EmbeddedServiceError(
                    f"另一个进程正在启动或停止 {directory} 的服务，等待 {LOCK_TIMEOUT_SECONDS:.0f} 秒后放弃。"
                ) from None
            time.sleep(0.1)
        else:
            return
