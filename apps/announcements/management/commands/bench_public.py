"""What pages, lists and searches cost, beside nginx with the same bytes and beside plain Django, in one run.

The database is to be filled by `make_load` before. Every case has its turn in each round, so that whatever else
the machine does meanwhile falls on all of them alike; what is printed are medians over the rounds.
"""

import os
import platform
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import django
import psutil
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse
from rich.console import Console
from rich.progress import track

from apps.announcements.bench import cases
from apps.announcements.bench.load import Figures, LoadFailed, put_load
from apps.announcements.bench.servers import Server, ServerFailed, granian, nginx
from apps.announcements.models import Announcement

ROUNDS = 5
CONNECTIONS = 8
# Of what may take seconds: what is under way when the load ends has to be waited for.
FEW_CONNECTIONS = 1
SECONDS = 3
PLATFORM = "fangcheng_platform.wsgi:application"
PLAIN = "apps.announcements.bench.plain_wsgi:application"
# A server that nobody asks still has its threads look around.
IDLE_SECONDS, IDLE_SHARE, IDLE_WITHIN_SECONDS = 0.3, 0.2, 120
# A parallel worker of the database is gone before its time on the cores can be read.
DATABASE_OPTIONS = "-c max_parallel_workers_per_gather=0"


@dataclass
class Case:
    """Something that is asked of a server, and what it came to in every round."""

    name: str
    server: Server
    addresses: list[str]
    asks_database: bool = True
    connections: int = CONNECTIONS
    asked: int = 0
    figures: list[Figures] = field(default_factory=list)
    web_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)


class Command(BaseCommand):
    """Reads only."""

    help = "比较公共网站各种页面的开销：静态文件与 nginx，动态页面与普通 Django；先用 make_load 生成公告。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how often and how long each case is asked for."""
        parser.add_argument("--rounds", type=int, default=ROUNDS, help="测量轮数")
        parser.add_argument("--seconds", type=int, default=SECONDS, help="每轮每种情况的秒数")

    def handle(self, *args: Any, rounds: int, seconds: int, **options: Any) -> None:
        """Start the servers, measure, and print a table as docs/benchmarks.md has it."""
        console = Console(stderr=True)
        if Announcement.objects.count() < cases.FILES:
            raise CommandError("公告太少，请先运行 make_load。")
        call_command("collectstatic", interactive=False, verbosity=0)
        with TemporaryDirectory() as name, ExitStack() as running:
            directory = Path(name)
            # nginx gives up its rights, and has to find its way in.
            directory.chmod(0o755)
            try:
                measured, size = _cases(directory, running)
                for number in track(range(rounds + 1), description="测量", console=console):
                    for case in measured:
                        # The first round warms up and does not count.
                        _measure(case, seconds=seconds if number else 1, directory=directory, counts=number > 0)
            except (LoadFailed, ServerFailed) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(_table(measured))
        self.stdout.write(_surroundings(size, rounds=rounds, seconds=seconds))


def _cases(directory: Path, running: ExitStack) -> tuple[list[Case], int]:
    """Bring the servers up and return what is asked of them, and the bytes of a page."""
    files = directory / "pages"
    files.mkdir()
    pages, size = cases.write_pages(files)
    environment = os.environ | {"PGOPTIONS": DATABASE_OPTIONS}
    ours = running.enter_context(granian(PLATFORM, directory=directory, environment=environment, files=files))
    plain = running.enter_context(granian(PLAIN, directory=directory, environment=environment))
    beside = running.enter_context(nginx(directory=directory, files=files))
    search = reverse("announcements:search")
    found = [Case("公告页，文件，granian", ours, pages, asks_database=False)]
    if beside is not None:
        found.append(Case("公告页，文件，nginx", beside, pages, asks_database=False))
    return [
        *found,
        Case("公告页，普通 Django", plain, pages),
        Case("检索，同一地址", ours, cases.searches(search)[:1]),
        Case("检索，各不相同", ours, cases.searches(search)),
        Case("检索，普通 Django", plain, cases.searches("/plain/"), connections=FEW_CONNECTIONS),
        Case("列表第一页，各不相同", ours, cases.first_pages(search)),
        Case("列表深页，各不相同", ours, cases.deep_pages(search)),
        Case("列表第一页，普通 Django", plain, ["/plain/"], connections=FEW_CONNECTIONS),
        Case("列表深页，普通 Django", plain, cases.numbered_pages("/plain/"), connections=FEW_CONNECTIONS),
    ], size


def _measure(case: Case, *, seconds: int, directory: Path, counts: bool) -> None:
    """Put load on the server of a case and note what it and the database have had of the cores for it."""
    web, database = case.server.cpu_seconds(), _database_seconds()
    figures = put_load(
        case.server.url,
        case.addresses,
        connections=case.connections,
        seconds=seconds,
        start=case.asked,
        directory=directory,
    )
    _wait_until_idle(case.server)
    # What was under way when the load ended has been answered to nobody, and has cost as much.
    begun = figures.requests + case.connections
    case.asked += begun
    if counts:
        case.figures.append(figures)
        case.web_ms.append((case.server.cpu_seconds() - web) / begun * 1000)
        # A connection may have been closed meanwhile; those that were opened began with nothing.
        spent = sum(now - database.get(pid, 0) for pid, now in _database_seconds().items())
        case.database_ms.append(spent / begun * 1000)


def _wait_until_idle(server: Server) -> None:
    """Wait until a server and the database have finished what nobody waits for any more."""
    for _ in range(IDLE_WITHIN_SECONDS):
        before = server.cpu_seconds() + sum(_database_seconds().values())
        time.sleep(IDLE_SECONDS)
        if server.cpu_seconds() + sum(_database_seconds().values()) - before < IDLE_SECONDS * IDLE_SHARE:
            return


def _database_seconds() -> dict[int, float]:
    """Return the time that the process behind each connection to this database has had on a core.

    Nothing where the database runs on another machine.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = [pid for (pid,) in cursor.fetchall()]
    seconds = {}
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if "postgres" in process.name():
                times = process.cpu_times()
                seconds[pid] = times.user + times.system
    return seconds


def _table(measured: list[Case]) -> str:
    def middle(values: list[float], digits: int) -> str:
        return f"{median(values):,.{digits}f}" if values else "—"

    columns: list[tuple[str, Callable[[Case], str]]] = [
        ("case", lambda case: case.name),
        ("requests/s", lambda case: middle([one.requests / one.seconds for one in case.figures], 1)),
        ("web CPU ms", lambda case: middle(case.web_ms, 3)),
        ("database CPU ms", lambda case: middle(case.database_ms, 3) if case.asks_database else "—"),
        ("p50 ms", lambda case: middle([one.p50 for one in case.figures if one.requests], 1)),
        ("p95 ms", lambda case: middle([one.p95 for one in case.figures if one.requests], 1)),
    ]
    lines = [[heading for heading, _ in columns], ["---"] * len(columns)]
    lines += [[write(case) for _, write in columns] for case in measured]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _surroundings(size: int, *, rounds: int, seconds: int) -> str:
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [database] = cursor.fetchone()
    return (
        f"{Announcement.objects.count()} 条公告，{os.cpu_count()} 核，负载 {loads}，{rounds} 轮各 {seconds} 秒，"
        f"{CONNECTIONS} 个连接，普通 Django 的列表和检索 {FEW_CONNECTIONS} 个；公告页 {size} 字节；"
        f"Python {platform.python_version()}，Django {django.__version__}，PostgreSQL {database}"
    )
