import os
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from fangcheng_platform.embedded import instance as instance_module
from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import Instance, running_variables
from fangcheng_platform.embedded.postgres import PostgresServer
from fangcheng_platform.embedded.processes import has_ended
from fangcheng_platform.embedded.services import (
    DATABASE_URL,
    PROVIDED_VARIABLES,
    PROVINCE_DATABASE_URL,
    REDIS_URL,
    SECRET_KEY,
    EmbeddedServices,
    embedded_services,
    missing_variables,
)
from fangcheng_platform.embedded.valkey import ValkeyServer

Lend = Callable[..., AbstractContextManager[EmbeddedServices]]


@pytest.fixture
def lend(instance: Instance) -> Lend:
    def lend_services(*needed: str, of: Instance = instance) -> AbstractContextManager[EmbeddedServices]:
        return embedded_services(of, needed or PROVIDED_VARIABLES)

    return lend_services


@contextmanager
def query(url: str) -> Iterator[Callable[[str], Any]]:
    """Yield a function that answers with the first column of the first row."""
    connection = psycopg2.connect(url)
    connection.autocommit = True

    def first_value(statement: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return row and row[0]

    try:
        yield first_value
    finally:
        connection.close()


def postgres_of(services: EmbeddedServices) -> PostgresServer:
    assert services.postgres is not None
    return services.postgres


def valkey_of(services: EmbeddedServices) -> ValkeyServer:
    assert services.valkey is not None
    return services.valkey


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def kill(process: psutil.Process) -> None:
    process.kill()
    deadline = time.monotonic() + 10
    while not has_ended(process):
        assert time.monotonic() < deadline


def test_chinese_text_is_searchable_in_both_databases_and_in_databases_that_a_test_runner_makes(lend: Lend) -> None:
    with lend(DATABASE_URL, PROVINCE_DATABASE_URL) as services:
        platform_url, province_url = services.variables[DATABASE_URL], services.variables[PROVINCE_DATABASE_URL]
        with query(platform_url) as platform:
            platform("CREATE DATABASE made_by_a_test_runner")
        urls = [platform_url, province_url, platform_url.removesuffix("/fangcheng") + "/made_by_a_test_runner"]

        trigrams = []
        for url in urls:
            with query(url) as ask:
                trigrams.append(ask("SELECT cardinality(show_trgm('政府采购'))"))

    assert trigrams == [5, 5, 5]


def test_the_cluster_is_utf8_with_checksums_and_every_extension(lend: Lend) -> None:
    with lend(DATABASE_URL) as services, query(services.variables[DATABASE_URL]) as ask:
        found = (
            ask("SHOW server_encoding"),
            ask("SHOW data_checksums"),
            ask("SELECT datctype || ' ' || datlocprovider::text FROM pg_database WHERE datname = current_database()"),
            ask("SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'"),
        )

    assert found == ("UTF8", "on", "C.UTF-8 b", ["btree_gist", "pg_trgm", "unaccent"])


@pytest.mark.parametrize(("is_throwaway", "may_create_databases"), [(True, True), (False, False)])
def test_the_application_role_is_plain(
    lend: Lend, open_directory: Path, is_throwaway: bool, may_create_databases: bool
) -> None:
    instance = Instance(open_directory / "var" / "other", is_throwaway, system_directory=open_directory)

    with lend(DATABASE_URL, of=instance) as services, query(services.variables[DATABASE_URL]) as ask:
        privileges = ask(
            "SELECT array[rolsuper, rolcreaterole, rolreplication, rolcreatedb]"
            " FROM pg_roles WHERE rolname = current_user"
        )

    assert privileges == [False, False, False, may_create_databases]


def test_the_province_cannot_enter_the_platforms_database(lend: Lend) -> None:
    with lend(DATABASE_URL, PROVINCE_DATABASE_URL) as services:
        url = services.variables[PROVINCE_DATABASE_URL].removesuffix("/province") + "/fangcheng"

        with pytest.raises(psycopg2.OperationalError, match='permission denied for database "fangcheng"'):
            psycopg2.connect(url)


def test_valkey_keeps_what_it_takes_and_wants_a_password(lend: Lend) -> None:
    with lend(REDIS_URL) as services:
        client = redis.Redis.from_url(services.variables[REDIS_URL], decode_responses=True)
        stranger = redis.Redis(port=port_of(services.variables[REDIS_URL]), retry=Retry(NoBackoff(), retries=0))
        with client, stranger:
            policy = client.config_get("maxmemory-policy")
            append_only = client.config_get("appendonly")

            with pytest.raises(redis.AuthenticationError):
                stranger.ping()

    assert (policy, append_only) == ({"maxmemory-policy": "noeviction"}, {"appendonly": "yes"})


def test_the_servers_do_not_run_as_root_and_their_secrets_are_their_owners(lend: Lend, instance: Instance) -> None:
    with lend() as services:
        users = {process.uids().real for process in services.processes.values()}
        secrets = [
            postgres_of(services).storage.credentials_file,
            valkey_of(services).configuration_file,
            instance.state_file,
            instance.secret_key_file,
        ]

        modes = {stat.S_IMODE(file.stat().st_mode) for file in secrets}

    assert 0 not in users
    assert modes == {0o600}


def test_a_second_user_finds_the_servers_running_and_the_last_one_stops_them(lend: Lend) -> None:
    with lend() as first:
        with lend() as second:
            found = second.processes
        after_the_second = [has_ended(process) for process in first.processes.values()]

    assert found == first.processes
    assert second.variables == first.variables
    assert after_the_second == [False, False]
    assert [has_ended(process) for process in first.processes.values()] == [True, True]


def test_the_last_user_stops_also_what_only_others_needed(lend: Lend) -> None:
    first = lend(REDIS_URL)
    valkey = first.__enter__()
    second = lend(DATABASE_URL)
    second.__enter__()

    first.__exit__(None, None, None)
    valkey_after_first = [has_ended(process) for process in valkey.processes.values()]
    second.__exit__(None, None, None)

    assert valkey_after_first == [False]
    assert [has_ended(process) for process in valkey.processes.values()] == [True]


def test_a_start_waits_for_another_and_gives_up_with_one_line(
    lend: Lend, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_module, "LOCK_TIMEOUT_SECONDS", 0.2)
    instance.create_directory()

    with instance.start_lock(), pytest.raises(EmbeddedServiceError, match="另一个进程正在启动或停止"), lend():
        pass


def test_only_what_is_needed_is_started(lend: Lend) -> None:
    with lend(PROVINCE_DATABASE_URL) as services:
        started = [log.name for log in services.processes]
        variables = list(services.variables)

    assert started == ["postgresql.log"]
    assert variables == [PROVINCE_DATABASE_URL]


def test_what_the_environment_says_is_not_provided() -> None:
    environment = {DATABASE_URL: "postgres://elsewhere/db", REDIS_URL: "", "PATH": "/bin"}

    missing = missing_variables(environment)

    assert missing == [REDIS_URL, PROVINCE_DATABASE_URL, SECRET_KEY]


def test_valkey_survives_a_kill(lend: Lend) -> None:
    with lend(REDIS_URL) as services:
        with redis.Redis.from_url(services.variables[REDIS_URL]) as client:
            client.set("plan", "411322-2026-00017")
            client.execute_command("WAITAOF", 1, 0, 5000)
        kill(services.processes[valkey_of(services).log_file])

    with lend(REDIS_URL) as services, redis.Redis.from_url(services.variables[REDIS_URL]) as client:
        kept = client.get("plan")

    assert kept == b"411322-2026-00017"


def test_postgres_survives_a_kill(lend: Lend) -> None:
    with lend(DATABASE_URL) as services, query(services.variables[DATABASE_URL]) as ask:
        ask("CREATE TABLE killed_plan AS SELECT '411322-2026-00017' AS number")
        kill(services.processes[postgres_of(services).log_file])

    with lend(DATABASE_URL) as services, query(services.variables[DATABASE_URL]) as ask:
        kept = ask("SELECT number FROM killed_plan")

    assert kept == "411322-2026-00017"


def test_a_server_that_died_is_told(lend: Lend) -> None:
    with lend(REDIS_URL) as services:
        before = services.dead_logs()
        kill(services.processes[valkey_of(services).log_file])
        after = services.dead_logs()

    assert before == []
    assert after == [valkey_of(services).log_file]


def test_a_pid_file_that_names_another_program_does_not_keep_postgres_from_starting(lend: Lend) -> None:
    with lend(DATABASE_URL) as services:
        postgres = postgres_of(services)
        pid_file = postgres.data_directory / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    stranger = subprocess.Popen(["/bin/sleep", "60"], **postgres.storage.account.spawn_options)
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        postgres.storage.account.own(pid_file)

        with lend(DATABASE_URL) as services, query(services.variables[DATABASE_URL]) as ask:
            answer = ask("SELECT 1")
    finally:
        stranger.kill()
        stranger.wait()

    assert answer == 1


def test_a_port_that_was_taken_meanwhile_is_replaced(lend: Lend) -> None:
    with lend(DATABASE_URL) as services:
        old_port = port_of(services.variables[DATABASE_URL])

    with socket.create_server(("127.0.0.1", old_port)), lend(DATABASE_URL) as services:
        new_port = port_of(services.variables[DATABASE_URL])
        with query(services.variables[DATABASE_URL]) as ask:
            served_port = ask("SHOW port")

    assert new_port != old_port
    assert served_port == str(new_port)


def test_a_damaged_data_directory_is_told_in_one_line(lend: Lend, fresh_instance: Instance) -> None:
    with lend(DATABASE_URL, of=fresh_instance) as services:
        data_directory = postgres_of(services).data_directory
    (data_directory / "PG_VERSION").unlink()

    with pytest.raises(EmbeddedServiceError) as refusal, lend(DATABASE_URL, of=fresh_instance):
        pass

    assert str(refusal.value) == (
        f"PostgreSQL 数据目录已损坏（缺少 PG_VERSION）：{data_directory}；请从备份恢复，或移走该目录后重试。"
    )


def test_the_reason_why_postgres_does_not_start_is_told_in_one_line(lend: Lend, fresh_instance: Instance) -> None:
    with lend(DATABASE_URL, of=fresh_instance) as services:
        data_directory = postgres_of(services).data_directory
    (data_directory / "global" / "pg_control").unlink()

    with pytest.raises(EmbeddedServiceError) as refusal, lend(DATABASE_URL, of=fresh_instance):
        pass

    assert "内置 PostgreSQL 无法启动" in str(refusal.value)
    assert "could not find the database system" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_lost_credentials_are_told_and_nothing_is_left_running(lend: Lend, fresh_instance: Instance) -> None:
    with lend(DATABASE_URL, of=fresh_instance) as services:
        postgres = postgres_of(services)
    postgres.storage.credentials_file.unlink()

    with (
        pytest.raises(EmbeddedServiceError, match="password authentication failed"),
        lend(DATABASE_URL, of=fresh_instance),
    ):
        pass

    assert postgres.running() is None


def test_a_killed_initdb_leaves_nothing_to_stumble_over(lend: Lend, fresh_instance: Instance) -> None:
    with lend(DATABASE_URL, of=fresh_instance) as services:
        directory = postgres_of(services).storage.postgres_directory
    half_done = directory / "initdb-killed"
    (directory / "data").rename(half_done)

    with lend(DATABASE_URL, of=fresh_instance) as services, query(services.variables[DATABASE_URL]) as ask:
        answer = ask("SELECT 1")

    assert answer == 1
    assert not half_done.exists()


def test_a_directory_deleted_under_the_servers_does_not_leave_them_running(
    lend: Lend, fresh_instance: Instance
) -> None:
    with lend(of=fresh_instance) as services:
        shutil.rmtree(fresh_instance.directory)

    assert [has_ended(process) for process in services.processes.values()] == [True, True]


def test_other_processes_of_the_checkout_learn_what_runs(
    lend: Lend, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_module, "INSTANCES_DIRECTORY", instance.directory.parent)
    with lend() as services:
        while_running = running_variables(instance.directory.name)

    after_stop = running_variables(instance.directory.name)

    assert while_running == services.variables
    assert set(while_running) == set(PROVIDED_VARIABLES)
    assert after_stop == {}


def test_a_state_file_left_by_a_power_cut_says_nothing(
    fresh_instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_module, "INSTANCES_DIRECTORY", fresh_instance.directory.parent)
    fresh_instance.create_directory()
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    fresh_instance.add_to_state(variables={DATABASE_URL: "postgres://gone"}, pids=[ended.pid])

    urls = running_variables(fresh_instance.directory.name)

    assert urls == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another user to PostgreSQL")
def test_a_checkout_below_a_closed_home_is_served_from_outside_and_stays_closed(
    lend: Lend, open_directory: Path
) -> None:
    home = open_directory / "home"
    home.mkdir(mode=0o700)
    instance = Instance(home / "checkout" / "var" / "trial", is_throwaway=True, system_directory=open_directory)

    with lend(of=instance) as services, query(services.variables[DATABASE_URL]) as ask:
        ask("CREATE TABLE plan AS SELECT 17 AS number")
        data_directory = postgres_of(services).data_directory
    with lend(of=instance) as services, query(services.variables[DATABASE_URL]) as ask:
        kept = ask("SELECT number FROM plan")

    assert kept == 17
    assert not data_directory.is_relative_to(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another user to PostgreSQL")
def test_data_that_can_no_longer_be_reached_are_not_replaced_by_new_ones(lend: Lend, open_directory: Path) -> None:
    home = open_directory / "home"
    home.mkdir(mode=0o755)
    instance = Instance(home / "checkout" / "var" / "trial", is_throwaway=True, system_directory=open_directory)
    with lend(of=instance) as services:
        is_inside = postgres_of(services).data_directory.is_relative_to(home)
    if not is_inside:
        pytest.skip("the checkout of the tests is itself closed to the user that root lends")
    home.chmod(0o700)

    with pytest.raises(EmbeddedServiceError, match="已无法进入该目录"), lend(of=instance):
        pass

    assert list(open_directory.iterdir()) == [home]


def test_a_ctrl_c_at_our_terminal_does_not_reach_the_servers(lend: Lend) -> None:
    with lend() as services:
        sessions = {os.getsid(process.pid) for process in services.processes.values()}

    assert os.getsid(0) not in sessions
