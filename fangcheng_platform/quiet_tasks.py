"""Keeps the round of the sweeps out of the logs: a sweep that found nothing says nothing.

Celery tells of every task that it was sent for, that it came and that it ended, a dozen lines a second minute after
minute; what was done is told by whoever did it. Tasks that fail, are lost or run out of time are told as before.
"""

import logging

# Below these nothing is kept: Celery writes its errors and warnings from the same places.
LEVELS = {
    "celery.worker.strategy": "WARNING",  # "Task … received"
    "celery.app.trace": "WARNING",  # "Task … succeeded"
}


class NoTicks(logging.Filter):
    """Drops the line by which beat tells of each ring; that it starts, ends or fails stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the line is kept."""
        return not str(record.msg).startswith("Scheduler: Sending due task")
