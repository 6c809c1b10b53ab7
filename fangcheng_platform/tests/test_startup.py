import itertools
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from apps.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, PROVINCE_DEMO_ACCOUNT
from fangcheng_platform.embedded.ports import free_port
from fangcheng_platform.embedded.processes import has_ended
from fangcheng_platform.startup.configuration import Configuration
from fangcheng_platform.startup.exceptions import StartupError
from fangcheng_platform.startup.programs import Program, Step, preparation, programs
from fangcheng_platform.startup.screen import show_addresses
from fangcheng_platform.startup.single_start import only_one_start
from fangcheng_platform.startup.supervisor import Supervisor
from fangcheng_platform.static_routes import PAGE_ROUTES, make_directories, pages_root


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(working_directory=tmp_path, log_directory=tmp_path, environment=os.environ)
    yield supervisor
    supervisor.stop()


def python(name: str, program: str, *, ready_url: str = "", patience_seconds: float = 5) -> Program:
    return Program(
        name=name,
        title=f"程序 {name}",
        command=(sys.executable, "-c", program),
        patience_seconds=patience_seconds,
        ready_url=ready_url,
    )


@pytest.fixture
def unused_port() -> int:
    return free_port()


def wait_for(file: Path) -> str:
    deadline = time.monotonic() + 30
    while not (file.exists() and file.read_text().endswith("\n")):
        assert time.monotonic() < deadline
    return file.read_text()


def ends_soon(process: psutil.Process) -> bool:
    """Say whether a process ends; the kernel takes a moment for what it was told to kill."""
    deadline = time.monotonic() + 10
    while not has_ended(process) and time.monotonic() < deadline:
        pass
    return has_ended(process)


def complaint_of(supervisor: Supervisor) -> str:
    """Return what the supervisor says as soon as it finds something to complain about."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            supervisor.require_alive()
        except StartupError as error:
            return str(error)
    return ""


def test_by_default_the_platform_is_on_8000_and_the_province_on_8100() -> None:
    configuration = Configuration.read({})

    assert configuration == Configuration(
        host="127.0.0.1", port=8000, province_port=8100, is_demo=True, has_reference_province=True
    )


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "80 00", "８０００", "1e3"])
@pytest.mark.parametrize("name", ["PORT", "PROVINCE_PORT"])
def test_a_port_that_is_none_is_told_by_name(name: str, value: str) -> None:
    with pytest.raises(StartupError) as refusal:
        Configuration.read({name: value})

    assert str(refusal.value) == f"{name} 应为 1 到 65535 的整数，实际是“{value}”。"


def test_the_two_systems_cannot_share_a_port() -> None:
    with pytest.raises(StartupError, match="PORT 与 PROVINCE_PORT 不能相同"):
        Configuration.read({"PORT": "8100"})


def test_a_taken_port_is_told_with_its_holder_and_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]

        with pytest.raises(StartupError) as refusal:
            Configuration.read({"PORT": str(port), "PROVINCE_BASE_URL": "http://province"}).require_free_ports()

    assert str(refusal.value).startswith(f"端口 {port} 已被占用（进程 {os.getpid()} ")
    assert str(refusal.value).endswith(f"PORT={port + 1} make run")


def test_an_address_that_is_not_ours_is_told() -> None:
    configuration = Configuration.read({"HOST": "192.0.2.1"})

    with pytest.raises(StartupError, match=re.escape("无法在 192.0.2.1:8000 监听")):
        configuration.require_free_ports()


def test_both_systems_learn_each_others_address_from_their_ports() -> None:
    configuration = Configuration.read({"PORT": "9000", "PROVINCE_PORT": "9100", "HOST": "::"})

    environment = configuration.child_environment({"PUBLIC_BASE_URL": "https://fangcheng.example"})

    assert environment == {
        "PLATFORM_BASE_URL": "http://127.0.0.1:9000",
        "PROVINCE_BASE_URL": "http://127.0.0.1:9100",
        "PROVINCE_APP_ID": "fangcheng",
        "PROVINCE_APP_SECRET": "fangcheng-demo-secret",
        "PROVINCE_CENTER_CODE": "411322",
        "CENTER_NAME": "方城县公共资源交易中心",
        "CENTER_CREDIT_CODE": "12411322AEBA000110",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "DEMO": "1",
    }


def addresses_shown(configuration: Configuration, log_directory: Path) -> str:
    screen = StringIO()
    show_addresses(Console(file=screen, width=200), configuration, log_directory)
    return screen.getvalue()


def test_the_demo_accounts_are_made_and_shown_beside_the_reference_province(tmp_path: Path) -> None:
    configuration = Configuration.read({})

    prepared = [step.name for lane in preparation(configuration) for step in lane]
    shown = addresses_shown(configuration, tmp_path)

    assert prepared == [
        "migrate",
        "collect-static",
        "load-demo",
        "load-demo-rooms",
        "pages",
        "province-migrate",
        "province-load-demo",
    ]
    assert all(account.username in shown for account in (*DEMO_ACCOUNTS, PROVINCE_DEMO_ACCOUNT))
    assert DEMO_PASSWORD in shown


def test_beside_another_province_the_demonstration_starts_none_of_its_own(tmp_path: Path) -> None:
    environment = {"PROVINCE_BASE_URL": "http://127.0.0.1:9999"}
    configuration = Configuration.read(environment)

    names = [program.name for program in programs(configuration, tmp_path, tmp_path, tmp_path)]
    prepared = [step.name for lane in preparation(configuration) for step in lane]

    assert names == ["web", "beat", "worker"]
    assert prepared == ["migrate", "collect-static", "load-demo", "load-demo-rooms", "pages"]
    assert "PROVINCE_BASE_URL" not in configuration.child_environment(environment)
    assert configuration.child_environment(environment)["PROVINCE_APP_SECRET"] == "fangcheng-demo-secret"
    assert PROVINCE_DEMO_ACCOUNT.username not in addresses_shown(configuration, tmp_path)


def test_outside_of_the_demonstration_nothing_is_made_up(tmp_path: Path) -> None:
    configuration = Configuration.read({"DEMO": "0", "PROVINCE_BASE_URL": "https://province.example"})

    names = [program.name for program in programs(configuration, tmp_path, tmp_path, tmp_path)]
    prepared = [step.name for lane in preparation(configuration) for step in lane]

    assert names == ["web", "beat", "worker"]
    assert prepared == ["migrate", "collect-static", "pages"]
    assert configuration.child_environment({}).keys() == {"PUBLIC_BASE_URL", "PLATFORM_BASE_URL"}
    assert DEMO_PASSWORD not in addresses_shown(configuration, tmp_path)


def test_the_web_server_stops_first_and_the_province_last(tmp_path: Path) -> None:
    names = [program.name for program in programs(Configuration.read({}), tmp_path, tmp_path, tmp_path)]

    assert names == ["web", "beat", "worker", "province"]


def test_a_second_start_is_refused_while_the_first_lasts(tmp_path: Path) -> None:
    lock_file = tmp_path / "startup.lock"
    with only_one_start(lock_file), pytest.raises(StartupError) as refusal, only_one_start(lock_file):
        pass

    with only_one_start(lock_file):
        holder = lock_file.read_text()

    assert str(refusal.value).startswith(f"平台已经在运行（进程 {os.getpid()}）")
    assert holder == str(os.getpid())


def step(name: str, program: str) -> Step:
    return Step(name, f"步骤 {name}", (sys.executable, "-c", program))


def test_steps_of_a_lane_follow_each_other_while_the_lanes_run_side_by_side(supervisor: Supervisor) -> None:
    await_file = "import pathlib\nwhile not pathlib.Path({!r}).exists(): pass"
    make_file = "import pathlib; pathlib.Path({!r}).touch()"
    # The first lane ends only if the second runs beside it, and its second step only after the first.
    lanes = [
        [
            step("first", await_file.format("signal")),
            step("second", "import os; os.unlink('signal')"),
        ],
        [step("beside", make_file.format("signal"))],
    ]

    done = [finished.name for finished in supervisor.carry_out(lanes)]

    assert sorted(done) == ["beside", "first", "second"]
    assert done.index("first") < done.index("second")


def test_a_failing_step_is_told_by_the_line_that_names_the_error_and_nothing_follows(supervisor: Supervisor) -> None:
    lane = [step("failing", "raise ValueError('no such table')"), step("next", "open('next', 'w')")]

    with pytest.raises(StartupError) as refusal:
        list(supervisor.carry_out([lane]))

    log_file = supervisor.log_directory / "failing.log"
    assert str(refusal.value) == f"步骤 failing失败：ValueError: no such table（详见 {log_file}）"
    assert not (supervisor.working_directory / "next").exists()


def test_a_program_that_dies_is_told_with_the_end_of_its_log(supervisor: Supervisor) -> None:
    supervisor.start(python("dying", "import sys; print('first'); sys.exit('out of paper')"))

    complaint = complaint_of(supervisor)

    assert complaint == (
        "程序 dying意外退出（退出码 1）：日志 "
        f"{supervisor.log_directory / 'dying.log'} 的最后几行：\nfirst\nout of paper"
    )


def test_a_program_that_is_killed_is_told_with_its_signal(supervisor: Supervisor) -> None:
    supervisor.start(python("killed", "import os; os.kill(os.getpid(), 9)"))

    complaint = complaint_of(supervisor)

    assert complaint.startswith("程序 killed意外退出（被信号 SIGKILL 终止）")


def test_a_program_that_dies_before_it_answers_ends_the_wait(supervisor: Supervisor) -> None:
    supervisor.start(python("mute", "raise SystemExit(3)", ready_url="http://127.0.0.1:9/readyz"))

    with pytest.raises(StartupError, match="意外退出（退出码 3）"):
        supervisor.wait_until_ready()


def test_the_wait_ends_when_the_program_answers(supervisor: Supervisor, unused_port: int) -> None:
    program = (
        "from http.server import BaseHTTPRequestHandler, HTTPServer\n"
        "class Ready(BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(200 if self.path == '/readyz' else 503)\n"
        "        self.end_headers()\n"
        f"HTTPServer(('127.0.0.1', {unused_port}), Ready).serve_forever()\n"
    )
    supervisor.start(python("answering", program, ready_url=f"http://127.0.0.1:{unused_port}/readyz"))

    supervisor.wait_until_ready()

    assert "GET /readyz" in (supervisor.log_directory / "answering.log").read_text()


def test_stopping_ends_programs_in_order_with_the_children_they_left(supervisor: Supervisor, tmp_path: Path) -> None:
    program = (
        "import pathlib, signal, subprocess, sys\n"
        "child = subprocess.Popen(['/bin/sleep', '600'])\n"
        "def leave(*_):\n"
        f"    open({str(tmp_path / 'order')!r}, 'a').write('NAME ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        f"pathlib.Path({str(tmp_path)!r}, 'NAME').write_text(f'{{child.pid}}\\n')\n"
        "signal.pause()\n"
    )
    for name in ("web", "worker"):
        supervisor.start(python(name, program.replace("NAME", name)))
    children = [psutil.Process(int(wait_for(tmp_path / name))) for name in ("web", "worker")]

    supervisor.stop()

    assert (tmp_path / "order").read_text() == "web worker "
    assert all(map(ends_soon, children))


def test_a_program_that_ignores_the_request_to_stop_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    program = (
        "import os, pathlib, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(tmp_path / 'deaf')!r}).write_text(f'{{os.getpid()}}\\n')\n"
        "while True: signal.pause()\n"
    )
    supervisor.start(python("deaf", program, patience_seconds=0.2))
    process = psutil.Process(int(wait_for(tmp_path / "deaf")))

    supervisor.stop()

    assert ends_soon(process)


def test_the_log_of_the_previous_start_is_kept(supervisor: Supervisor) -> None:
    for text in ("first", "second"):
        supervisor.start(python("web", f"print({text!r})"))
        complaint_of(supervisor)
        supervisor.stop()

    assert (supervisor.log_directory / "web.log").read_text() == "second\n"
    assert (supervisor.log_directory / "web.log.1").read_text() == "first\n"


def test_every_demo_account_signs_in_with_a_name_of_its_own() -> None:
    names = [account.username for account in DEMO_ACCOUNTS]

    assert names == ["wancheng", "xinda", "reviewer", "reviewer2", "administrator", "supervisor"]


def test_pages_and_static_files_are_served_without_django(tmp_path: Path) -> None:
    [web, *_] = programs(Configuration.read({}), tmp_path, tmp_path / "pages", tmp_path / "static")

    command = list(web.command)
    routes = [value for name, value in itertools.pairwise(command) if name == "--static-path-route"]
    mounts = [value for name, value in itertools.pairwise(command) if name == "--static-path-mount"]
    assert dict(zip(routes, mounts, strict=True)) == {
        "/static": f"{tmp_path}/static",
        "/": f"{tmp_path}/pages",
        "/announcements": f"{tmp_path}/pages/announcements",
        "/projects": f"{tmp_path}/pages/projects",
        "/feeds": f"{tmp_path}/pages/feeds",
        "/sitemaps": f"{tmp_path}/pages/sitemaps",
        "/share": f"{tmp_path}/pages/share",
    }


def test_what_the_web_server_serves_from_is_there_before_it_starts(tmp_path: Path) -> None:
    pages = pages_root(tmp_path, {"PAGES_ROOT": "elsewhere"})

    make_directories(pages, tmp_path / "static")

    assert pages == tmp_path / "elsewhere"
    assert {directory.name for directory in pages.iterdir()} == {*PAGE_ROUTES}
    assert (tmp_path / "static").is_dir()
    assert pages_root(tmp_path, {}) == tmp_path / "var" / "pages"
