"""Run a command beside the embedded services that it needs."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from fangcheng_platform.demo_environment import DEMO, DEMO_VALUES, is_demo
from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import Instance
from fangcheng_platform.embedded.interruption import INTERRUPTIONS, interruptible, then_uninterrupted
from fangcheng_platform.embedded.services import embedded_services, missing_variables

# As every shell reports them.
COMMAND_NOT_FOUND = 127
ENDED_BY_SIGNAL = 128


def main(arguments: Sequence[str]) -> int:
    """Parse `exec [--instance NAME] -- COMMAND…`, run it, and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m fangcheng_platform.embedded", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="exec")
    execute = actions.add_parser("exec", help="在内置服务旁运行一条命令，返回该命令的退出码")
    execute.add_argument("--instance", choices=["run", "test"], default="run", help="使用哪一套数据（默认 run）")
    execute.add_argument("command", nargs="+", metavar="COMMAND", help="写在 -- 之后")
    options = parser.parse_args(arguments)
    return run_with_services(Instance.named(options.instance), options.command)


def run_with_services(instance: Instance, command: Sequence[str]) -> int:
    """Run the command with what its environment does not name already, provided by the instance."""
    try:
        with (
            interruptible(),
            embedded_services(instance, missing_variables(os.environ)) as services,
            then_uninterrupted(),
        ):
            return _run(command, os.environ | _demo_unless_told(os.environ) | services.variables)
    except EmbeddedServiceError as error:
        sys.stderr.write(f"错误：{error}\n")
        return 1
    except KeyboardInterrupt:
        return ENDED_BY_SIGNAL + signal.SIGINT


def _demo_unless_told(environment: Mapping[str, str]) -> dict[str, str]:
    """Say that this is the demonstration, unless the environment says that it is not: then it must name everything."""
    if not is_demo(environment):
        return {}
    # The reference province looks up nothing: it is told the secret.
    values = {DEMO: "1", "PROVINCE_APP_SECRET": DEMO_VALUES["PROVINCE_APP_SECRET"]}
    return {name: value for name, value in values.items() if not environment.get(name)}


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    with _collecting_interruptions() as interruptions:
        try:
            process = subprocess.Popen(command, env=environment)  # noqa: S603  running what the caller names is the purpose
        except OSError as error:
            sys.stderr.write(f"错误：无法运行 {command[0]}：{error.strerror}\n")
            return COMMAND_NOT_FOUND
        interruptions.pass_on_to(process)
        code = process.wait()
    return ENDED_BY_SIGNAL - code if code < 0 else code


class Interruptions:
    """Signals on their way to the command: how one ends it is its own affair, the services outlive it."""

    def __init__(self) -> None:
        self._early: list[int] = []
        self._process: subprocess.Popen[bytes] | None = None

    def receive(self, number: int, _frame: object) -> None:
        """Handle a signal: pass it on, or keep it until there is a process to pass it on to."""
        # A Ctrl-C at the terminal reaches the command directly; a second one would abort its clean-up.
        if number == signal.SIGINT and _is_in_foreground():
            return
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)

    def pass_on_to(self, process: "subprocess.Popen[bytes]") -> None:
        """Send to the process what came before it was there, and what comes from now on."""
        self._process = process
        for number in self._early:
            process.send_signal(number)


@contextlib.contextmanager
def _collecting_interruptions() -> Iterator[Interruptions]:
    interruptions = Interruptions()
    previous = {number: signal.signal(number, interruptions.receive) for number in INTERRUPTIONS}
    try:
        yield interruptions
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _is_in_foreground() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
