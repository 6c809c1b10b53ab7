"""Desks, and projects without a plan."""

from typing import Any

import pytest
from celery import Celery

from apps.announcements.tests.drafts.conftest import make_project
from apps.tests.at_desks import browser, live_server, sits_down, today

__all__ = ["browser", "live_server", "make_project", "sits_down", "today"]


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave undone what is rung for: pages and mails are made elsewhere."""

    def send_task(app: Celery, name: str, kwargs: dict[str, Any]) -> None:
        return None

    monkeypatch.setattr(Celery, "send_task", send_task)
