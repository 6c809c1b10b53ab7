"""Starting, watching and stopping programs, each with a log of its own."""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fangcheng_platform.startup.exceptions import StartupError
from fangcheng_platform.startup.programs import Program, Step

LOG_LINES_SHOWN = 12
POLL_SECONDS = 0.2
STEP_POLL_SECONDS = 0.05
STEP_PATIENCE_SECONDS = 2.0
READY_TIMEOUT_SECONDS = 90.0

# A proxy of the environment knows nothing of our loopback.
_LOCAL_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(slots=True)
class Supervisor:
    """The programs that one start command has started."""

    working_directory: Path
    log_directory: Path
    environment: Mapping[str, str]
    _running: list[tuple[Program, "subprocess.Popen[bytes]"]] = field(default_factory=list)

    def carry_out(self, lanes: Sequence[Sequence[Step]]) -> Iterator[Step]:
        """Run each lane's steps one after the other, the lanes side by side; yield every step that is done.

        Raises StartupError with the line that says why a step failed, the others being stopped.
        """
        waiting = [deque(lane) for lane in lanes]
        running: dict[int, subprocess.Popen[bytes]] = {}
        try:
            while any(waiting):
                for number, lane in enumerate(waiting):
                    if lane and number not in running:
                        running[number] = self._spawn(lane[0].command, self._log_file(lane[0].name))
                    elif lane and running[number].poll() is not None:
                        self._require_success(lane[0], running.pop(number).returncode)
                        yield lane.popleft()
                time.sleep(STEP_POLL_SECONDS)
        finally:
            for process in running.values():
                _stop(process, patience_seconds=STEP_PATIENCE_SECONDS)

    def _require_success(self, step: Step, code: int) -> None:
        if code != 0:
            log_file = self._log_file(step.name)
            complaint = _complaint(log_file.read_text(errors="replace"))
            raise StartupError(f"{step.title}失败：{complaint}（详见 {log_file}）")

    def start(self, program: Program) -> None:
        """Start a program that runs until it is told to stop."""
        self._running.append((program, self._spawn(program.command, self._log_file(program.name))))

    def wait_until_ready(self) -> None:
        """Wait until every program with an address answers; raises StartupError if one ends or stays silent."""
        deadline = time.monotonic() + READY_TIMEOUT_SECONDS
        for program, _process in self._running:
            while program.ready_url and not _answers(program.ready_url):
                self.require_alive()
                if time.monotonic() > deadline:
                    raise StartupError(
                        f"{program.title}在 {READY_TIMEOUT_SECONDS:.0f} 秒内没有就绪（{program.ready_url}）："
                        f"{self._last_lines(program)}"
                    )
                time.sleep(POLL_SECONDS)

    def require_alive(self) -> None:
        """Raise StartupError with the end of its log if a program has ended without being asked."""
        for program, process in self._running:
            code = process.poll()
            if code is not None:
                raise StartupError(f"{program.title}意外退出（{_manner(code)}）：{self._last_lines(program)}")

    def stop(self) -> None:
        """Stop every program in order, politely and then by force, with whatever children it has."""
        while self._running:
            program, process = self._running.pop(0)
            _stop(process, patience_seconds=program.patience_seconds)

    def _spawn(self, command: tuple[str, ...], log_file: Path) -> "subprocess.Popen[bytes]":
        """Start a command with a fresh log; the previous one is kept beside it."""
        if log_file.exists():
            log_file.replace(log_file.with_suffix(".log.1"))
        with log_file.open("wb") as log:
            return subprocess.Popen(  # noqa: S603  only commands of `programs`
                (*_dying_with_us(), *command),
                cwd=self.working_directory,
                # A log that is read when its program has died must not have waited in a buffer.
                env={**self.environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # In a session of its own: a Ctrl-C at the terminal is ours alone, and we stop in order.
                start_new_session=True,
            )

    def _log_file(self, name: str) -> Path:
        return self.log_directory / f"{name}.log"

    def _last_lines(self, program: Program) -> str:
        log_file = self._log_file(program.name)
        lines = log_file.read_text(errors="replace").rstrip().splitlines()[-LOG_LINES_SHOWN:]
        return "\n".join([f"日志 {log_file} 的最后几行：", *lines])


@functools.cache
def _dying_with_us() -> tuple[str, ...]:
    """Return the prefix by which Linux ends a program whose starter was killed, where util-linux has it."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    prefix = (setpriv, "--pdeathsig", "TERM", "--")
    trial = subprocess.run((*prefix, "true"), capture_output=True, check=False)  # noqa: S603  a constant
    return prefix if trial.returncode == 0 else ()


def _stop(process: "subprocess.Popen[bytes]", *, patience_seconds: float) -> None:
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_seconds)
    # The session's id is its first process's; what is left of the session goes now.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(url: str) -> bool:
    try:
        with _LOCAL_OPENER.open(url, timeout=5):
            return True
    except (OSError, urllib.error.URLError):
        return False


def _manner(code: int) -> str:
    return f"退出码 {code}" if code >= 0 else f"被信号 {signal.Signals(-code).name} 终止"


def _complaint(output: str) -> str:
    """Return the line of a traceback that names the error: the last one that is not indented."""
    lines = [line for line in output.splitlines() if line and not line[0].isspace()]
    return lines[-1] if lines else "没有输出"
