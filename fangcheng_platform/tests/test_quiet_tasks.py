"""What the logs of the workers and of the clock keep."""

import logging

import pytest

from fangcheng_platform.quiet_tasks import NoTicks


@pytest.mark.parametrize(
    ("words", "is_kept"),
    [
        ("Scheduler: Sending due task %s (%s)", False),
        ("beat: Starting...", True),
        ("Message Error: %s\n%s", True),
    ],
)
def test_beat_tells_everything_but_its_ticks(words: str, is_kept: bool) -> None:
    record = logging.LogRecord("celery.beat", logging.INFO, "", 1, words, None, None)

    assert NoTicks().filter(record) is is_kept


@pytest.mark.parametrize("name", ["celery.worker.strategy", "celery.app.trace"])
def test_a_task_is_told_of_when_it_fails_and_not_when_it_ends(name: str) -> None:
    log = logging.getLogger(name)

    assert not log.isEnabledFor(logging.INFO)
    assert log.isEnabledFor(logging.WARNING)


def test_the_filter_is_on_the_logger_of_beat() -> None:
    assert NoTicks in map(type, logging.getLogger("celery.beat").filters)
