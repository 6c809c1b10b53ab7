"""A browser, a server that answers it on the day of the tests, and projects that wait for their preparation."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from celery import Celery
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.conftest import PlanFactory
from apps.tender_planning.models import Room
from apps.tender_planning.services.beginning import unlock_planning
from apps.tender_planning.tasks import build_document
from apps.tender_planning.tests.browser.desk import Desk
from apps.tender_planning.tests.browser.tenders import Tender, accepted, announced
from apps.tests.browser import chromium, what_is_missing

SitsDown = Callable[[User], Desk]
# Where Django keeps what migrations entered, for tests with serialized_rollback.
REMEMBERED = "_test_serialized_contents"


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """A browser. While it is open the database may be used beside its event loop, which sleeps in this thread."""
    missing = what_is_missing()
    if missing:
        pytest.skip(missing)
    entered_by_migrations = getattr(connection, REMEMBERED)
    with pytest.MonkeyPatch.context() as patch, chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Beside an event loop Django has another connection, which must know too what each test begins with.
        setattr(connection, REMEMBERED, entered_by_migrations)
        yield started


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Serve the pages, and their files as they lie in the source: nothing has been collected."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    """Let time go on from Monday 2 March 2026, nine in the morning, in the server too: it runs in this process."""
    with time_machine.travel(now, tick=True):
        yield


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


@pytest.fixture
def sits_down(browser: Browser, live_server: LiveServer) -> Iterator[SitsDown]:
    """Return a function that gives a person a desk. At the end nobody's browser may have complained."""
    desks: list[Desk] = []

    def sit_down(person: User) -> Desk:
        desks.append(Desk(browser, person, live_server.url))
        return desks[-1]

    yield sit_down
    complaints = [complaint for desk in desks for complaint in desk.complaints]
    for desk in desks:
        desk.context.close()
    assert complaints == []
