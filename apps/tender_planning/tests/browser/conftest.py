"""Desks, and projects that wait for their preparation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from celery import Celery

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.conftest import PlanFactory
from apps.tender_planning.models import Room
from apps.tender_planning.services.beginning import unlock_planning
from apps.tender_planning.tasks import build_document
from apps.tender_planning.tests.browser.tenders import Tender, accepted, announced
from apps.tests.at_desks import SitsDown, browser, live_server, sits_down, today

__all__ = ["SitsDown", "browser", "live_server", "sits_down", "today"]


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do at once what a worker would do soon: print documents. All else that is rung for stays undone."""

    def send_task(app: Celery, name: str, kwargs: dict[str, Any]) -> None:
        if name == build_document.name:
            build_document(**kwargs)

    monkeypatch.setattr(Celery, "send_task", send_task)


@pytest.fixture
def accept(  # noqa: PLR0917  what a project needs are fixtures
    transactional_db: None, make_plan: PlanFactory, clerk: User, reviewer: User, rooms: dict[str, Room], now: datetime
) -> Callable[[Tender], Project]:
    """Return a function that has a project accepted; its preparation waits for the announcement."""
    return lambda tender: accepted(tender, make_plan, clerk, reviewer, now)


@pytest.fixture
def announce(accept: Callable[[Tender], Project], now: datetime) -> Callable[[Tender], Project]:
    """Return a function that has a project accepted and announced; its preparation is open."""

    def announce(tender: Tender) -> Project:
        project = accept(tender)
        unlock_planning(project=project, terms=announced(tender, now), now=now)
        return project

    return announce
