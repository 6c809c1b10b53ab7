"""`python -m fangcheng_platform.startup`: bring the platform up, say where it is, wait, bring it down."""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack

from rich.console import Console

from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import CHECKOUT, Instance
from fangcheng_platform.embedded.interruption import interruptible, then_uninterrupted
from fangcheng_platform.embedded.services import (
    PROVINCE_DATABASE_URL,
    EmbeddedServices,
    embedded_services,
    missing_variables,
)
from fangcheng_platform.startup.configuration import Configuration
from fangcheng_platform.startup.exceptions import StartupError
from fangcheng_platform.startup.programs import preparation, programs
from fangcheng_platform.startup.screen import progress, show_addresses, show_error
from fangcheng_platform.startup.single_start import only_one_start
from fangcheng_platform.startup.supervisor import POLL_SECONDS, Supervisor
from fangcheng_platform.static_routes import STATIC_ROOT, make_directories, pages_root


def main(environment: Mapping[str, str], console: Console) -> int:
    """Run the platform until Ctrl-C; return 0 after one, 1 if it could not start or a part of it died."""
    with interruptible(), ExitStack() as running, then_uninterrupted():
        try:
            _run(environment, console, running)
        except (StartupError, EmbeddedServiceError) as error:
            show_error(console, error)
            return 1
        except KeyboardInterrupt:
            console.print("\n正在停止…")
    console.print("已停止。")
    return 0


def _run(environment: Mapping[str, str], console: Console, running: ExitStack) -> None:
    """Bring everything up and watch it; what is up when this ends is on the stack, to be brought down in order."""
    configuration = Configuration.read(environment)
    instance = Instance.named("run")
    instance.create_directory()
    running.enter_context(only_one_start(instance.directory / "startup.lock"))
    configuration.require_free_ports()
    log_directory = instance.directory / "log"
    log_directory.mkdir(exist_ok=True)

    with progress(console, "启动数据库和消息队列"):
        services = running.enter_context(embedded_services(instance, _needed(configuration, environment)))
    child_environment = configuration.child_environment(environment)
    if configuration.is_demo:
        # So that any command works beside the demonstration. Under our own process: it is over when we end.
        with instance.start_lock():
            instance.add_to_state(variables=child_environment, pids=[os.getpid()])
    supervisor = Supervisor(
        working_directory=CHECKOUT,
        log_directory=log_directory,
        environment={**environment, **child_environment, **services.variables},
    )
    pages, static = pages_root(CHECKOUT, environment), CHECKOUT / STATIC_ROOT
    make_directories(pages, static)
    with progress(console, "准备数据库、静态文件和公开页面"):
        for step in supervisor.carry_out(preparation(configuration)):
            console.print(f"  [green]✓[/] {step.title}")
    running.callback(supervisor.stop)
    with progress(console, "启动网站、后台任务和定时任务"):
        for program in programs(configuration, instance.directory, pages, static):
            supervisor.start(program)
        supervisor.wait_until_ready()
    show_addresses(console, configuration, log_directory)
    _watch(supervisor, services)


def _needed(configuration: Configuration, environment: Mapping[str, str]) -> list[str]:
    """Return what has to be provided; another province brings its own database."""
    missing = missing_variables(environment)
    if configuration.has_reference_province:
        return missing
    return [name for name in missing if name != PROVINCE_DATABASE_URL]


def _watch(supervisor: Supervisor, services: EmbeddedServices) -> None:
    """Look after everything until an interruption; raises StartupError when a part has died."""
    while True:
        for log_file in services.dead_logs():
            raise StartupError(f"内置服务意外退出（日志 {log_file}）。")
        supervisor.require_alive()
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(os.environ, Console(highlight=False)))
