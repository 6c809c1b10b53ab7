"""Ctrl-C, and the signals that mean the same when nobody sits at a terminal."""

import contextlib
import signal
from collections.abc import Iterator

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Turn the first interruption into KeyboardInterrupt, so that `finally` blocks undo what was begun.

    The ones after it are ignored: an impatient second Ctrl-C would leave servers behind. A shell
    that starts us in the background has set SIGINT to be ignored; that is undone too.
    """

    def interrupt(_number: int, _frame: object) -> None:
        _ignore_interruptions()
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, interrupt) for number in INTERRUPTIONS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def then_uninterrupted() -> Iterator[None]:
    """Let the block be interrupted, but nothing that is cleaned up around it afterwards."""
    try:
        yield
    finally:
        _ignore_interruptions()


def _ignore_interruptions() -> None:
    for number in INTERRUPTIONS:
        signal.signal(number, signal.SIG_IGN)
