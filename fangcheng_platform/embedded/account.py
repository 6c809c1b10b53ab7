"""Which operating-system user runs the embedded servers."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from fangcheng_platform.embedded.exceptions import EmbeddedServiceError

# In this order: Debian's own user where PostgreSQL was ever installed, else the one every system has.
UNPRIVILEGED_USERS = ("postgres", "nobody")


class SpawnOptions(TypedDict, total=False):
    """The arguments of `subprocess` that make a child run as an account."""

    cwd: str
    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user that servers run as; PostgreSQL refuses to be root, and nothing embedded needs to be."""

    uid: int
    gid: int
    name: str

    @classmethod
    def choose(cls, *, owner_of: Path) -> "Account":
        """Return ourselves, or as root the owner of existing data, or an unprivileged user.

        The owner comes first because PostgreSQL refuses data of another user, and the first
        choice of a machine may change (a `postgres` user appears with Debian's package).
        """
        if os.geteuid() != 0:
            return cls._of(pwd.getpwuid(os.geteuid()))
        if owner_of.exists() and owner_of.stat().st_uid != 0:
            return cls._of(pwd.getpwuid(owner_of.stat().st_uid))
        for name in UNPRIVILEGED_USERS:
            try:
                return cls._of(pwd.getpwnam(name))
            except KeyError:
                continue
        raise EmbeddedServiceError(
            f"以 root 运行需要系统用户 {' 或 '.join(UNPRIVILEGED_USERS)}，两者都不存在；请改用普通用户运行。"
        )

    @classmethod
    def _of(cls, entry: pwd.struct_passwd) -> "Account":
        return cls(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)

    @property
    def is_ourselves(self) -> bool:
        """Say whether our own processes run as this account anyway."""
        return self.uid == os.geteuid()

    @property
    def spawn_options(self) -> SpawnOptions:
        """Return what `subprocess` needs: the user, a directory it may be in, a clean environment.

        The caller's PG* and LC_* variables would otherwise decide where initdb and pg_ctl work.
        """
        options = SpawnOptions(cwd="/", env={"PATH": os.defpath, "LC_ALL": "C"})
        if not self.is_ourselves:
            options |= SpawnOptions(user=self.uid, group=self.gid, extra_groups=[])
        return options

    def run(self, command: Sequence[str | Path], *, timeout: float) -> subprocess.CompletedProcess[str]:
        """Run a short command as this account with its output captured; raises EmbeddedServiceError.

        In a session of its own: a Ctrl-C at the terminal belongs to us, and we decide what it stops.
        """
        try:
            return subprocess.run(  # noqa: S603  only the wheels' binaries and /bin/sh
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                timeout=timeout,
                start_new_session=True,
                **self.spawn_options,
            )
        except subprocess.TimeoutExpired:
            raise EmbeddedServiceError(f"{Path(command[0]).name} 在 {timeout:.0f} 秒内没有结束。") from None
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedServiceError(f"无法以用户 {self.name} 运行 {command[0]}：{error}") from None

    def own(self, path: Path) -> None:
        """Give a path that we made to the account."""
        if not self.is_ourselves:
            os.chown(path, self.uid, self.gid)

    def make_private_directory(self, path: Path) -> None:
        """Make a directory that only the account may enter; its parent exists."""
        path.mkdir(mode=0o700, exist_ok=True)
        self.own(path)
