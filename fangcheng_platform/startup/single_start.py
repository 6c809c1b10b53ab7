"""One start command at a time in a checkout."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fangcheng_platform.startup.exceptions import StartupError


@contextmanager
def only_one_start(lock_file: Path) -> Iterator[None]:
    """Hold the lock while the block runs; raises StartupError naming the process that holds it already.

    The kernel takes the lock back from a process that is killed.
    """
    with lock_file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StartupError(f"平台已经在运行（进程 {lock.read().strip()}）；请先在其终端按 Ctrl-C 停止。") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
