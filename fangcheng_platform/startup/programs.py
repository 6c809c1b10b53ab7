"""The programs that make up a running platform, and how each is called."""

import sys
from dataclasses import dataclass
from pathlib import Path

from fangcheng_platform.embedded.ports import LOOPBACK
from fangcheng_platform.startup.configuration import Configuration
from fangcheng_platform.static_routes import granian_arguments

# The connection budget. A web thread and a worker child hold one connection each, so what may be
# open at once is WEB_WORKERS * WEB_THREADS + WORKER_CHILDREN = 20, with the reference province
# and a developer's shell well below the embedded server's 100. Granian's default of one thread
# pool as large as it likes would use all of them up under load.
WEB_WORKERS = 2
WEB_THREADS = 8
WORKER_CHILDREN = 4

# How long the start waits for pages that are missing or old; the workers go on with what is left.
SECONDS_FOR_PAGES = 30


@dataclass(frozen=True, slots=True)
class Program:
    """A program that runs until it is told to stop."""

    name: str
    title: str
    command: tuple[str, ...]
    # How long it may finish what it is doing after SIGTERM.
    patience_seconds: float
    # Answers 200 once the program serves; empty for one that serves nobody.
    ready_url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A command that must succeed before the programs start."""

    name: str
    title: str
    command: tuple[str, ...]


def preparation(configuration: Configuration) -> list[list[Step]]:
    """Return what brings databases and static files up to date; each may run any number of times.

    Demo data belong to the demonstration alone: their passwords are known to everybody.

    One list for each system: the two know nothing of each other and are prepared side by side.
    """
    platform = [
        Step("migrate", "更新数据库结构", _manage("migrate", "--noinput")),
        Step("collect-static", "收集静态文件", _manage("collectstatic", "--noinput")),
    ]
    if configuration.is_demo:
        platform += [
            Step("load-demo", "载入示例数据", _manage("load_demo")),
            Step("load-demo-rooms", "载入示例场所", _manage("load_demo_rooms")),
        ]
    # After what they show: the web server itself knows of no page that is not there.
    platform.append(Step("pages", "生成公开页面", _manage("pages", "render", "--seconds", str(SECONDS_FOR_PAGES))))
    if not configuration.has_reference_province:
        return [platform]
    province = [
        Step("province-migrate", "更新省采购系统的数据库结构", _manage("province", "migrate", "--noinput")),
        Step("province-load-demo", "载入省采购系统的示例数据", _manage("province", "load_demo")),
    ]
    return [platform, province]


def programs(configuration: Configuration, runtime_directory: Path, pages: Path, static: Path) -> list[Program]:
    """Return the programs in the order in which they start, and in which they stop.

    The web server goes first so that nobody hands in what the others could no longer pass on;
    the worker ends warm, and the province stays until the last push has its answer.
    """
    running = [
        Program(
            name="web",
            title="网站",
            command=(
                *_module("granian"),
                *("--interface", "wsgi"),
                *("--host", configuration.host, "--port", str(configuration.port)),
                *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS)),
                *granian_arguments(static, pages),
                "fangcheng_platform.wsgi:application",
            ),
            patience_seconds=3,
            ready_url=f"{configuration.platform_url}/readyz",
        ),
        Program(
            name="beat",
            title="定时任务",
            command=(
                *_module("celery"),
                *("--app", "fangcheng_platform", "beat"),
                *("--schedule", str(runtime_directory / "beat-schedule"), "--pidfile="),
                *("--loglevel", "INFO"),
            ),
            patience_seconds=2,
        ),
        Program(
            name="worker",
            title="后台任务",
            command=(
                *_module("celery"),
                *("--app", "fangcheng_platform", "worker"),
                *("--concurrency", str(WORKER_CHILDREN), "--loglevel", "INFO"),
            ),
            patience_seconds=5,
        ),
    ]
    if configuration.has_reference_province:
        running.append(
            Program(
                name="province",
                title="省采购系统（参考实现）",
                command=_manage("province", "serve", "--port", str(configuration.province_port)),
                patience_seconds=2,
                ready_url=f"http://{LOOPBACK}:{configuration.province_port}/healthz",
            )
        )
    return running


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)


def _manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)
