"""Stopping a server process that may not be our child."""

import signal
import time
from pathlib import Path

import psutil


def has_ended(process: psutil.Process) -> bool:
    """Say whether a process is over; one that waits to be reaped is, for in a container nobody may reap it."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def has_process_in(directory: Path) -> bool:
    """Say whether any process works in that directory; both servers make their data directory their own."""
    return any(process.info["cwd"] == str(directory) for process in psutil.process_iter(["cwd"]))


def stop_process(process: psutil.Process, *signals: signal.Signals, patience_seconds: float) -> None:
    """Send the signals in turn, from polite to final, waiting after each until the process has ended."""
    for number in signals:
        if has_ended(process):
            return
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return
        deadline = time.monotonic() + patience_seconds
        while not has_ended(process) and time.monotonic() < deadline:
            time.sleep(0.05)
