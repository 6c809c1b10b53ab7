"""The public keeps reading while everything behind the web server is away, one thing after the other."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from fangcheng_platform.embedded.instance import CHECKOUT, Instance
from fangcheng_platform.embedded.ports import free_port
from fangcheng_platform.embedded.services import PROVIDED_VARIABLES, EmbeddedServices, embedded_services
from fangcheng_platform.startup.configuration import Configuration
from fangcheng_platform.startup.programs import WEB_THREADS, WEB_WORKERS, preparation, programs
from fangcheng_platform.startup.supervisor import Supervisor
from fangcheng_platform.static_routes import STATIC_ROOT, make_directories, pages_root
from fangcheng_platform.tests.conftest import directory_open_to_all

pytestmark = pytest.mark.flow

ROUNDS_EACH = 20
PATIENCE_SECONDS = 120.0

# What the next version of an announcement does when it is published. The made-up projects have no plan: it is ours.
NEW_VERSION = """
from django.utils import timezone
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import Arrival
old = AnnouncementVersion.objects.public().filter(announcement__type="tender").latest("pk")
Announcement.objects.filter(pk=old.announcement_id).update(origin="local")
fields = ("title", "body_html", "corrects_no", "source_url", "first_published_at", "facts", "lot_nos")
values = {name: getattr(old, name) for name in fields} | {"title": "停机演练公告"}
receive_announcement(arrival=Arrival(
    announcement_no=old.announcement.announcement_no, type="tender", version=old.version + 1,
    project_no=old.announcement.project.project_no, attachments=[], is_withdrawn=False, **values,
), now=timezone.now(), origin="local")
print("PAGES", f"/announcements/{old.announcement_id}/", f"/projects/{old.announcement.project.project_no}/")
"""


class Platform:
    """The platform as `make run` starts it, with services of its own that a test may take away."""

    def __init__(self, directory: Path, services: EmbeddedServices) -> None:
        self.services = services
        self.configuration = Configuration.read({"PORT": str(free_port()), "PROVINCE_PORT": str(free_port())})
        # What the tests were started with leads to their own systems.
        others = {"DJANGO_SETTINGS_MODULE", "PROVINCE_BASE_URL", "PUBLIC_BASE_URL", "PLATFORM_BASE_URL"}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in others},
            **self.configuration.child_environment({}),
            **services.variables,
            "PAGES_ROOT": str(directory / "pages"),
            "MEDIA_ROOT": str(directory / "media"),
        }
        self.pages, self.static = pages_root(CHECKOUT, self.environment), CHECKOUT / STATIC_ROOT
        logs = directory / "log"
        logs.mkdir()
        self.supervisor = Supervisor(working_directory=CHECKOUT, log_directory=logs, environment=self.environment)
        self.directory = directory

    def start(self) -> None:
        make_directories(self.pages, self.static)
        for _ in self.supervisor.carry_out(preparation(self.configuration)):
            pass
        for program in programs(self.configuration, self.directory, self.pages, self.static):
            self.supervisor.start(program)
        self.supervisor.wait_until_ready()

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        done = subprocess.run(command, cwd=CHECKOUT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def stop(self, name: str) -> None:
        """Take away one of the programs, politely or not as it likes."""
        [process] = [process for program, process in self.supervisor._running if program.name == name]
        process.kill()
        process.wait(20)

    def shows(self, path: str, words: str) -> bool:
        """Tell whether a page is there and has these words."""
        return words in self.get(path).content.decode()

    def log(self, name: str) -> str:
        """Return the last of what one of the programs has printed."""
        return (self.directory / "log" / f"{name}.log").read_text(errors="replace")[-3000:]

    def get(self, path: str, *, timeout: float = 5) -> requests.Response:
        return requests.get(f"{self.configuration.platform_url}{path}", timeout=timeout)


class Probe:
    """Reads the same pages over and over and remembers whatever was not as it should be."""

    def __init__(self, platform: Platform, expected: dict[str, str]) -> None:
        self.platform, self.expected = platform, expected
        self.rounds, self.failures = 0, list[str]()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> "Probe":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def goes_on(self) -> None:
        """Wait for some more rounds, of which not one may fail."""
        wanted = self.rounds + ROUNDS_EACH
        eventually(lambda: self.rounds >= wanted or bool(self.failures), "the probe goes on")
        assert self.failures == []

    def _read(self) -> None:
        while not self._is_over.is_set():
            for path, words in self.expected.items():
                try:
                    answer = self.platform.get(path, timeout=3)
                except requests.RequestException as error:
                    self.failures.append(f"{path}: {error}")
                    continue
                if answer.status_code != 200 or words not in answer.content.decode():
                    self.failures.append(f"{path}: {answer.status_code}")
            self.rounds += 1


def eventually(look: Callable[[], bool], what: str, report: Callable[[], str] = str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not look():
        assert time.monotonic() < until, f"never happened: {what}\n{report()}"
        time.sleep(0.05)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with directory_open_to_all() as directory:
        instance = Instance(directory=directory / "var" / "outage", is_throwaway=True, system_directory=directory)
        with embedded_services(instance, PROVIDED_VARIABLES) as services:
            platform = Platform(directory, services)
            try:
                platform.start()
                yield platform
            finally:
                platform.supervisor.stop()


@contextmanager
def nobody_answering(port: int) -> Iterator[None]:
    """Take connections on a port and never say a word."""
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind(("127.0.0.1", port))
        silent.listen(128)
        yield


def hang(platform: Platform, threads: ThreadPoolExecutor) -> None:
    """Ask the database for something with every thread that Django has, and with as many again."""

    def ask() -> None:
        with suppress(requests.RequestException):
            platform.get("/search/?q=%E9%81%93%E8%B7%AF", timeout=PATIENCE_SECONDS)

    for _ in range(2 * WEB_WORKERS * WEB_THREADS):
        threads.submit(ask)


def is_mute(platform: Platform) -> bool:
    """Tell whether not even the probe gets an answer that needs a thread and nothing else."""
    try:
        platform.get("/healthz", timeout=2)
    except requests.Timeout:
        return True
    return False


def test_the_public_keeps_reading_whatever_is_away(platform: Platform) -> None:
    platform.manage("make_load", "4")
    told = re.search(r"^PAGES (\S+) (\S+)$", platform.manage("shell", "-c", NEW_VERSION), re.MULTILINE)
    assert told is not None
    announcement, project = told.groups()
    title = "停机演练公告"
    for path in (announcement, project, "/announcements/tender/"):
        eventually(partial(platform.shows, path, title), f"{path} is made", lambda: platform.log("worker"))
    home = platform.get("/")
    [style] = re.findall(r'href="(/static/css/public\.[0-9a-f]+\.css)"', home.content.decode())
    expected = {"/": "公共资源交易", "/announcements/tender/": title, announcement: title, project: title, style: "{"}
    database = urlsplit(platform.environment["DATABASE_URL"])
    assert database.port is not None
    processes: list[psutil.Process] = list(platform.services.processes.values())

    with Probe(platform, expected) as probe:
        probe.goes_on()
        assert platform.services.postgres is not None
        platform.services.postgres.stop(processes[0])
        assert platform.get("/search/?q=1").status_code == 500
        probe.goes_on()
        assert platform.services.valkey is not None
        platform.services.valkey.stop(processes[1])
        probe.goes_on()
        platform.stop("beat")
        platform.stop("worker")
        probe.goes_on()
        platform.stop("province")
        probe.goes_on()
        # The port is closed before the threads are waited for: closing it is what ends their requests.
        with ThreadPoolExecutor(2 * WEB_WORKERS * WEB_THREADS) as threads, nobody_answering(database.port):
            hang(platform, threads)
            eventually(lambda: is_mute(platform), "every thread hangs")
            probe.goes_on()
            assert is_mute(platform)

    assert probe.rounds >= 6 * ROUNDS_EACH
    assert probe.failures == []
