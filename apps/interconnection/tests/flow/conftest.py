"""Flow tests: real processes, real PostgreSQL, real Valkey, real HTTP between the two systems."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.services.projects import LotFacts, pick_plan, save_draft, submit_project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.announcements.models import Announcement
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.interconnection.tests.flow.fixture_projects import FixtureProject
from apps.interconnection.tests.flow.people import People
from apps.interconnection.tests.flow.systems import Systems, both_systems, eventually
from apps.tests.browser import chromium, what_is_missing

_numbers = itertools.count(100)


@pytest.fixture(scope="package")
def database(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test database without a transaction around it; pytest-django makes one only for marked tests."""
    settings_of_tests = connection.settings_dict["TEST"]
    with django_db_blocker.unblock():
        with pytest.MonkeyPatch.context() as patch:
            # Other tests of this process may have theirs already.
            patch.setitem(settings_of_tests, "NAME", f"test_flow_{connection.settings_dict['NAME']}")
            created = setup_databases(verbosity=0, interactive=False, aliases={"default": None})
        yield
        teardown_databases(created, verbosity=0)


@pytest.fixture(scope="package")
def running(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Systems]:
    """Both systems, started once; what they write stays, so each test works with plans of its own."""
    with both_systems(tmp_path_factory.mktemp("systems")) as systems:
        systems.start("province", "web", "worker")
        yield systems


@pytest.fixture
def systems(running: Systems) -> Iterator[Systems]:
    """Both systems, well-behaved and without beat: what arrives, arrives by hints and rings."""
    running.stop("beat")
    running.start("province", "web", "worker")
    running.control("DELETE", "faults")
    yield running
    running.control("DELETE", "faults") if "province" in running.running else None


class Work:
    """What people do, at the level of services; the browser test does the same by hand."""

    def __init__(self, systems: Systems) -> None:
        self.systems = systems

    def file_plan(self, **changes: object) -> str:
        """File a plan in the province; return its number."""
        number = f"411322-2026-{next(_numbers):05d}"
        body = {"plan_no": number, "title": f"流程测试项目{number}", "budget": "1000000.00"} | changes
        filed: str = self.systems.control("POST", "plans", body)["plan_no"]
        return filed

    def plan(self, number: str) -> ProcurementPlan:
        """Return the plan as soon as it is here."""
        return eventually(
            lambda: ProcurementPlan.objects.filter(plan_no=number).first(), what=f"plan {number} arrives"
        )

    def submit(self, number: str, *, agency: str = "wancheng") -> Project:
        """Enter a project from the plan and submit it."""
        clerk = User.objects.get(username=agency)
        actor, now = Actor.person(clerk), timezone.now()
        self.plan(number)
        project = pick_plan(plan_no=number, agency=clerk.organisation, user=clerk, actor=actor, now=now)
        lots = [
            LotFacts(lot.pk, lot.lot_no, lot.name, lot.category_code, lot.quantity, lot.unit, lot.budget)
            for lot in project.lots.all()
        ]
        facts = {
            "requirement_summary": "流程测试。",
            "purchaser_contact": "陈老师",
            "purchaser_phone": "0377-1",
            "purchaser_address": "方城县",
            "agency_contact": "李经办",
            "agency_phone": "0377-2",
        }
        save_draft(project=project, revision=project.revision, facts=facts, lots=lots, actor=actor, now=now)
        submit_project(project=project, revision=project.revision, user=clerk, actor=actor, now=now)
        return project

    def accept(self, project: Project, *, at: datetime | None = None) -> OutboxMessage:
        """Accept the project; return what is owed to the province."""
        reviewer = User.objects.get(username="reviewer")
        accept_project(
            project=project,
            version=1,
            reviewer=reviewer,
            actor=Actor.person(reviewer),
            now=at or timezone.now(),
        )
        return OutboxMessage.objects.get(subject_key=project.project_no)

    def delivered(self, message: OutboxMessage) -> OutboxMessage:
        """Return the message as soon as it is delivered."""

        def look() -> bool:
            message.refresh_from_db()
            return message.status == OutboxMessage.Status.DELIVERED

        eventually(look, what=f"{message} is delivered; last error: {message.last_error}")
        return message

    def accepted(self, fixture: FixtureProject) -> Project:
        """Have a project of the demonstration accepted; the province holds its lots."""
        self.systems.start("beat")
        project = self.submit(fixture.plan_no, agency=fixture.agency)
        self.delivered(self.accept(project))
        return project

    def announced(self, fixture: FixtureProject) -> tuple[Project, Announcement]:
        """Have it accepted and its tender announced, as the province proposes it."""
        project = self.accepted(fixture)
        return project, self.published({"project_no": project.project_no})

    def published(self, body: dict[str, Any]) -> Announcement:
        """Publish an announcement in the province; return it as soon as it is public here."""
        number = self.systems.control("POST", "announcements", body)["announcement_no"]
        return eventually(
            lambda: Announcement.objects.published().filter(announcement_no=number).first(),
            what=f"announcement {number} is public",
        )

    def takings(self, project: Project) -> dict[str, object]:
        """Return what the province's ledger says of the project."""
        projects = self.systems.control("GET", f"ledger?project_no={project.project_no}")["projects"]
        found: dict[str, object] = projects.get(project.project_no, {}).get("lots", {})
        return found


@pytest.fixture
def work(systems: Systems) -> Work:
    return Work(systems)


@pytest.fixture(scope="package")
def browser(running: Systems) -> Iterator[Browser]:
    """A browser. While it is open the database may be used beside its event loop, which sleeps in this thread."""
    missing = what_is_missing()
    if missing:
        pytest.skip(missing)
    with pytest.MonkeyPatch.context() as patch, chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield started
        # Beside an event loop Django has another connection, and the test database is dropped at the end.
        connection.close()


@pytest.fixture
def people(browser: Browser, systems: Systems) -> Iterator[People]:
    """Everybody who takes part. At the end nobody's browser may have complained."""
    people = People(browser, systems)
    yield people
    people.go_home()
    assert people.complaints == []
