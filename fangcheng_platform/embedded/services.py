"""Lend embedded services to a block of code: start what is missing, stop it with the last user."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from fangcheng_platform.embedded.credentials import load_credentials, load_secret_key
from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import Instance, Use
from fangcheng_platform.embedded.postgres import PostgresServer
from fangcheng_platform.embedded.processes import has_ended
from fangcheng_platform.embedded.storage import prepare_storage
from fangcheng_platform.embedded.valkey import ValkeyServer

DATABASE_URL = "DATABASE_URL"
REDIS_URL = "REDIS_URL"
PROVINCE_DATABASE_URL = "PROVINCE_DATABASE_URL"
SECRET_KEY = "DJANGO_SECRET_KEY"  # noqa: S105  the name of a variable

PROVIDED_VARIABLES = (DATABASE_URL, REDIS_URL, PROVINCE_DATABASE_URL, SECRET_KEY)


def missing_variables(environment: Mapping[str, str]) -> list[str]:
    """Return what an environment does not say and we can provide; an empty value says nothing."""
    return [name for name in PROVIDED_VARIABLES if not environment.get(name)]


@dataclass(slots=True)
class EmbeddedServices:
    """What is lent to one user of an instance: the variables that lead to the servers, and the servers."""

    variables: dict[str, str] = field(default_factory=dict)
    postgres: PostgresServer | None = None
    valkey: ValkeyServer | None = None
    processes: dict[Path, psutil.Process] = field(default_factory=dict)

    def dead_logs(self) -> list[Path]:
        """Return the logs of the servers that have ended without being asked."""
        return [log for log, process in self.processes.items() if has_ended(process)]


@contextlib.contextmanager
def embedded_services(instance: Instance, needed: Collection[str]) -> Iterator[EmbeddedServices]:
    """Provide the needed variables, with servers behind them, while the block runs.

    A server that runs already, whoever started it, is used as it is. The last user stops them
    all, so a server left by a killed process is stopped by the next one that comes. Raises
    EmbeddedServiceError with the cause in one line, nothing being left running by us.
    """
    instance.create_directory()
    services = EmbeddedServices()
    with contextlib.ExitStack() as held:
        with instance.start_lock():
            use = held.enter_context(instance.use())
            try:
                _start(services, instance, needed)
            except BaseException as error:
                _stop_if_last(services, instance, use)
                if isinstance(error, OSError):
                    raise EmbeddedServiceError(f"内置服务的文件无法使用：{error}") from error
                raise
        try:
            yield services
        finally:
            # Somebody may have deleted the directory meanwhile; the servers are to be stopped all the same.
            instance.create_directory()
            with instance.start_lock():
                _stop_if_last(services, instance, use)


def _start(services: EmbeddedServices, instance: Instance, needed: Collection[str]) -> None:
    if SECRET_KEY in needed:
        services.variables[SECRET_KEY] = load_secret_key(instance.secret_key_file)
    if {DATABASE_URL, PROVINCE_DATABASE_URL, REDIS_URL}.isdisjoint(needed):
        return

    storage = prepare_storage(instance)
    credentials = load_credentials(storage.credentials_file)
    # Both are known from here on, so that the last user also stops what others needed.
    postgres = services.postgres = PostgresServer(storage, credentials, is_throwaway=instance.is_throwaway)
    valkey = services.valkey = ValkeyServer(storage, credentials)
    if not {DATABASE_URL, PROVINCE_DATABASE_URL}.isdisjoint(needed):
        services.processes[postgres.log_file] = postgres.start()
        urls = {DATABASE_URL: postgres.platform_url(), PROVINCE_DATABASE_URL: postgres.province_url()}
        services.variables |= {name: url for name, url in urls.items() if name in needed}
    if REDIS_URL in needed:
        services.processes[valkey.log_file] = valkey.start()
        services.variables[REDIS_URL] = valkey.url()
    instance.add_to_state(variables=services.variables, pids=[process.pid for process in services.processes.values()])


def _stop_if_last(services: EmbeddedServices, instance: Instance, use: Use) -> None:
    if not use.is_last():
        return
    for server in (services.valkey, services.postgres):
        if server is None:
            continue
        # What we started is known even when its files were deleted under it.
        process = services.processes.get(server.log_file) or server.running()
        if process is not None:
            server.stop(process)
    instance.remove_state()
