"""`manage.py province`: one clear line when something is missing, and a prompt end."""

import socket
import threading
import time
from contextlib import suppress

import requests

from apps.province.tests.conftest import free_port, manage, running_province
from apps.province.tests.peer import Peer


def test_without_a_database_one_line_says_so(province_environment: dict[str, str]) -> None:
    environment = {**province_environment, "PROVINCE_DATABASE_URL": ""}

    done = manage("check", environment=environment)

    assert done.returncode == 1
    assert done.stderr == "缺少环境变量 PROVINCE_DATABASE_URL（参考省系统自己的数据库），参考省系统无法启动。\n"


def test_an_unreachable_database_is_one_line(province_environment: dict[str, str]) -> None:
    url = f"postgres://nobody:x@127.0.0.1:{free_port()}/none"

    done = manage("serve", environment={**province_environment, "PROVINCE_DATABASE_URL": url})

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: 连接不上参考省系统的数据库：")
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_one_line(province_environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = manage("serve", "--port", str(port), environment=province_environment)

    assert done.returncode == 1
    assert done.stderr == f"CommandError: 端口 {port} 已被占用，请用 --port 另选一个\n"


def test_no_migration_is_missing(province_environment: dict[str, str]) -> None:
    done = manage("makemigrations", "--check", "--dry-run", environment=province_environment)

    assert done.returncode == 0, done.stdout


def test_demo_plans_are_loaded_once_and_never_overwritten(
    province: Peer, province_environment: dict[str, str]
) -> None:
    first = manage("load_demo", environment=province_environment)
    province.control("PUT", "plans/411322-2026-00017", {"title": "改过的项目"})

    second = manage("load_demo", environment=province_environment)

    newest = {item["key"]: item["payload"] for item in province.feed("plans")["items"]}
    assert first.stdout == "示例数据：新增 8 个采购计划，0 个用户。\n"
    assert second.stdout == "示例数据：新增 0 个采购计划，0 个用户。\n"
    assert sorted(newest) == [f"411322-2026-000{serial}" for serial in range(17, 24)]
    assert newest["411322-2026-00017"]["title"] == "改过的项目"
    assert newest["411322-2026-00018"]["title"] == "【示例数据】方城县公安局辖区视频监控运维服务项目"
    agencies = [newest[f"411322-2026-000{serial}"]["agency"]["name"][:4] for serial in range(17, 24)]
    assert agencies == ["河南宛诚", "河南宛诚", "河南宛诚", "中原信达", "河南宛诚", "中原信达", "中原信达"]


def test_sigterm_ends_the_server_at_once_even_while_an_answer_is_held_back(
    province: Peer, province_environment: dict[str, str]
) -> None:
    province.fault("timeout_after_taking", "plans", seconds=600)
    port = free_port()
    with running_province(province_environment, port) as process:
        other = Peer(f"http://127.0.0.1:{port}")

        def ask() -> None:
            with suppress(OSError):
                other.send("GET", "/exchange/v1/feeds/plans", timeout=30)

        asking = threading.Thread(target=ask)
        asking.start()
        deadline = time.monotonic() + 5
        while province.control("GET", "faults")["rules"][0]["hits"] == 0 and time.monotonic() < deadline:
            time.sleep(0.01)

        process.terminate()

        assert process.wait(timeout=5) == 0
        asking.join()


def test_health_is_told(province: Peer) -> None:
    response = requests.get(f"{province.base_url}/healthz", timeout=10)

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
