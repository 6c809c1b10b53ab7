"""A preparation in each of its states."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from apps.acceptance.models import Lot, Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.tender_planning import inspections
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import Planning, PlanningVersion, Room, Sheet, TenderDocument
from apps.tender_planning.services.beginning import Terms, unlock_planning
from apps.tender_planning.services.checks import begin_checks
from apps.tender_planning.services.documents import begin_document
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.tests.filling import fill_in


@pytest.fixture
def accepted(submitted: Project, reviewer: User, now: datetime) -> Project:
    """A project that the center accepted: its preparation has begun and waits for the announcement."""
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    return submitted


@pytest.fixture
def locked(accepted: Project) -> Planning:
    """A preparation that waits for the tender announcement."""
    return Planning.objects.get(project=accepted)


@pytest.fixture
def terms(now: datetime) -> Terms:
    """What the tender announcement says: documents from 2 March, opening on 24 March 2026, 9:00."""
    opening_at = now + timedelta(days=22)
    return Terms(
        announcement_no="HN-2026-0001",
        first_published_at=now,
        notice_working_days=5,
        documents_from=now,
        documents_until=now + timedelta(days=7, hours=8),
        documents_price=Decimal(0),
        bid_deadline=opening_at,
        opening_at=opening_at,
        opening_place="方城县公共资源交易中心开标一室",
        accepts_consortium=False,
    )


@pytest.fixture
def planning(locked: Planning, terms: Terms, now: datetime) -> Planning:
    """A preparation that may be edited: the announcement is here."""
    return unlock_planning(project=locked.project, terms=terms, now=now)


@pytest.fixture
def lot(planning: Planning) -> Lot:
    """The first of the project's two lots: 电子白板, 3,120,000 元."""
    return planning.project.lots.order_by("pk")[0]


@pytest.fixture
def filled(planning: Planning, clerk: User, now: datetime) -> Planning:
    """A preparation with something in every part."""
    fill_in(planning, clerk, now)
    return planning


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> dict[Sheet.Kind, list[Finding]]:
    """What the rules of each part have to say: nothing, but for what a test enters here."""
    found: dict[Sheet.Kind, list[Finding]] = {kind: [] for kind in inspections.INSPECTORS}

    def inspector(kind: Sheet.Kind) -> inspections.Inspector:
        def inspect(context: Context) -> list[Finding]:
            return found[kind]

        return inspect

    monkeypatch.setattr(inspections, "INSPECTORS", {kind: inspector(kind) for kind in found})
    return found


@pytest.fixture
def ready(planning: Planning, findings: dict[Sheet.Kind, list[Finding]], clerk: User, now: datetime) -> Planning:
    """A preparation with a document, to which the rules have nothing to say: it can be issued."""
    begin_document(planning=planning, user=clerk, actor=Actor.person(clerk), now=now)
    return planning


@pytest.fixture
def issued(ready: Planning, clerk: User, now: datetime) -> PlanningVersion:
    """The first version in force."""
    return issue_planning(planning=ready, user=clerk, actor=Actor.person(clerk), now=now)


@pytest.fixture
def begun(planning: Planning, lot: Lot, clerk: User, now: datetime) -> Lot:
    """The first lot with the checks that the center's templates begin with, revision 1."""
    begin_checks(planning=planning, lot=lot, revision=0, user=clerk, actor=Actor.person(clerk), now=now)
    return lot


@pytest.fixture
def rooms(db: None) -> dict[str, Room]:
    """The center's rooms by their names: two for openings, a hall on the network, two for evaluations."""
    kinds = {
        "开标一室": Room.Kind.OPENING,
        "开标二室": Room.Kind.OPENING,
        "不见面开标大厅": Room.Kind.REMOTE_HALL,
        "评标一室": Room.Kind.EVALUATION,
        "评标二室": Room.Kind.EVALUATION,
    }
    return {name: Room.objects.create(name=name, kind=kind, address="三楼") for name, kind in kinds.items()}


@pytest.fixture
def document(planning: Planning, clerk: User, now: datetime) -> TenderDocument:
    """The document of the preparation, begun from the center's template for 公开招标."""
    return begin_document(planning=planning, user=clerk, actor=Actor.person(clerk), now=now)
