"""Waiting on purpose, without standing in the way of a shutdown."""

import threading

_shutting_down = threading.Event()


def pause(seconds: float) -> None:
    """Wait `seconds`, or less if the server is told to stop."""
    _shutting_down.wait(seconds)


def end_pauses() -> None:
    """End every pause, present and future; called when the server stops."""
    _shutting_down.set()
