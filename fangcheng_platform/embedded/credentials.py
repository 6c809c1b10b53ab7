"""The random secrets of one instance, made once and kept beside its data."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import write_private_file


def _password() -> str:
    # URL-safe, because every one of them travels in a DATABASE_URL or REDIS_URL.
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Passwords of the database roles and of Valkey."""

    superuser_password: str = field(default_factory=_password)
    platform_password: str = field(default_factory=_password)
    province_password: str = field(default_factory=_password)
    valkey_password: str = field(default_factory=_password)


def load_credentials(path: Path) -> Credentials:
    """Return the instance's secrets, made at the first call; raises EmbeddedServiceError if they are unreadable."""
    try:
        return Credentials(**json.loads(path.read_text()))
    except FileNotFoundError:
        credentials = Credentials()
        write_private_file(path, json.dumps(asdict(credentials)))
        return credentials
    except (OSError, ValueError, TypeError) as error:
        raise EmbeddedServiceError(f"凭据文件 {path} 无法读取：{error}") from None


def load_secret_key(path: Path) -> str:
    """Return the key Django signs with, made at the first call; losing the file only signs everyone out."""
    try:
        return path.read_text()
    except FileNotFoundError:
        secret_key = secrets.token_urlsafe(50)
        write_private_file(path, secret_key)
        return secret_key
    except OSError as error:
        raise EmbeddedServiceError(f"密钥文件 {path} 无法读取：{error.strerror}") from None
