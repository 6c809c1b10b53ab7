"""What the start command takes from its environment."""

from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from fangcheng_platform.demo_environment import DEMO, DEMO_VALUES, is_demo
from fangcheng_platform.embedded.ports import LOOPBACK, is_free
from fangcheng_platform.startup.exceptions import StartupError

DEFAULT_PORT = 8000
DEFAULT_PROVINCE_PORT = 8100
HIGHEST_PORT = 65535

WILDCARDS = ("0.0.0.0", "::")  # noqa: S104  recognised, never the default


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where the platform and the reference province listen."""

    host: str
    port: int
    province_port: int
    # False with DEMO=0: nothing is made up, and everything must be named.
    is_demo: bool
    # False where PROVINCE_BASE_URL names another province.
    has_reference_province: bool

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Configuration":
        """Return the checked configuration; raises StartupError naming the variable that is wrong."""
        configuration = cls(
            host=environment.get("HOST") or LOOPBACK,
            port=_port(environment, "PORT", DEFAULT_PORT),
            province_port=_port(environment, "PROVINCE_PORT", DEFAULT_PROVINCE_PORT),
            is_demo=is_demo(environment),
            has_reference_province=is_demo(environment) and not environment.get("PROVINCE_BASE_URL"),
        )
        if configuration.has_reference_province and configuration.port == configuration.province_port:
            raise StartupError(f"PORT 与 PROVINCE_PORT 不能相同（都是 {configuration.port}）。")
        return configuration

    @property
    def platform_url(self) -> str:
        """Return the address to open on this machine."""
        return f"http://{self._visible_host}:{self.port}"

    @property
    def province_url(self) -> str:
        """Return the reference province's address, always on the loopback: it is a demo."""
        return f"http://{LOOPBACK}:{self.province_port}"

    @property
    def _visible_host(self) -> str:
        return LOOPBACK if self.host in WILDCARDS else self.host

    def require_free_ports(self) -> None:
        """Raise StartupError, naming who is there where that can be known, unless every port is free."""
        _require_free_port("PORT", self.host, self.port)
        if self.has_reference_province:
            _require_free_port("PROVINCE_PORT", LOOPBACK, self.province_port)

    def child_environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return what the programs must know besides; what is set already stays as it is.

        In the demonstration that is its values, by which both systems know each other. Otherwise
        nothing is made up.
        """
        defaults = {"PUBLIC_BASE_URL": self.platform_url, "PLATFORM_BASE_URL": self.platform_url}
        if self.is_demo:
            defaults |= DEMO_VALUES | {DEMO: "1", "PROVINCE_BASE_URL": self.province_url}
        return {name: value for name, value in defaults.items() if not environment.get(name)}


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= HIGHEST_PORT):
        raise StartupError(f"{name} 应为 1 到 {HIGHEST_PORT} 的整数，实际是“{value}”。")
    return int(value)


def _require_free_port(name: str, host: str, port: int) -> None:
    try:
        free = is_free(host, port)
    except (OSError, UnicodeError) as error:
        raise StartupError(f"无法在 {host}:{port} 监听（{name}）：{error}") from None
    if not free:
        raise StartupError(f"端口 {port} 已被占用{_occupant(port)}；请停止它，或换一个：{name}={port + 1} make run")


def _occupant(port: int) -> str:
    try:
        connections = psutil.net_connections("tcp")
    except psutil.Error:
        return ""
    for connection in connections:
        # The address and the port; not by name, since an unconnected socket may have neither.
        if connection.status == psutil.CONN_LISTEN and connection.laddr[1:2] == (port,) and connection.pid:
            return f"（进程 {connection.pid} {psutil.Process(connection.pid).name()}）"
    return ""
