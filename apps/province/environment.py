"""What the province takes from its environment. Nothing else of it reads `os.environ`."""

import os
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Environment:
    """The environment of one process, checked."""

    database_url: str
    secret_key: str
    is_debug: bool
    allowed_hosts: list[str]
    is_log_for_people: bool
    base_url: str
    platform_base_url: str
    app_id: str
    app_secret: str
    center_code: str


@cache
def environment() -> Environment:
    """Return the environment, or end the process with one clear line if something is missing.

    Raising ImproperlyConfigured instead would bury the line under Django's traceback.
    """
    return Environment(
        database_url=_required("PROVINCE_DATABASE_URL", "参考省系统自己的数据库"),
        secret_key=_required("DJANGO_SECRET_KEY", "会话签名密钥"),
        is_debug=os.environ.get("DJANGO_DEBUG", "").lower() in {"1", "true", "yes"},
        allowed_hosts=[host.strip() for host in _optional("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")],
        is_log_for_people=os.environ.get("LOG_FORMAT") == "console",
        base_url=_optional("PROVINCE_BASE_URL", "http://127.0.0.1:8100").rstrip("/"),
        platform_base_url=_optional("PLATFORM_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        app_id=_optional("PROVINCE_APP_ID", "fangcheng"),
        app_secret=_required("PROVINCE_APP_SECRET", "与交易平台共享的签名密钥"),
        center_code=_optional("PROVINCE_CENTER_CODE", "411322"),
    )


def _required(name: str, what_for: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SystemExit(f"缺少环境变量 {name}（{what_for}），参考省系统无法启动。")
    return value


def _optional(name: str, default: str) -> str:
    return os.environ.get(name) or default
