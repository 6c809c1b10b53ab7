"""The projects that are prepared here, from the plan to the announcement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Project
from apps.acceptance.services.plans import PlanItemFacts
from apps.acceptance.services.projects import LotFacts, pick_plan, save_draft, submit_project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.conftest import PLAN_ITEMS, PlanFactory
from apps.core.actors import Actor
from apps.tender_planning.documents.filling import BLANK
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.services.beginning import Terms
from apps.tender_planning.services.documents import save_chapter


@dataclass(frozen=True)
class Tender:
    """A project, and after how many days its announcement has the bids opened."""

    plan_no: str
    title: str
    method: Method
    kind: Kind
    items: Sequence[PlanItemFacts]
    days: int

    @property
    def budget(self) -> Decimal:
        """Return what all its lots may cost."""
        return sum((item.budget for item in self.items), Decimal(0))


def _one(code: str, name: str, unit: str, budget: str) -> list[PlanItemFacts]:
    return [PlanItemFacts(code, name, Decimal(1), unit, Decimal(budget))]


TEACHING_EQUIPMENT = Tender(
    "411322-2026-00011",
    "方城县教育体育局义务教育学校教学设备采购项目",
    Method.OPEN_TENDER,
    Kind.GOODS,
    PLAN_ITEMS,
    22,
)
CAMERA_UPKEEP = Tender(
    "411322-2026-00012",
    "方城县公安局辖区视频监控运维服务项目",
    Method.COMPETITIVE_CONSULTATION,
    Kind.SERVICES,
    _one("C16010000", "视频监控运维服务", "项", "965000.00"),
    11,
)
ROAD_SAFETY = Tender(
    "411322-2026-00013",
    "方城县杨集乡道路安全设施采购项目",
    Method.COMPETITIVE_CONSULTATION,
    Kind.WORKS,
    _one("B08000000", "道路安全设施", "项", "1480000.00"),
    11,
)
WATER_PLATFORM = Tender(
    "411322-2026-00015",
    "方城县智慧水利平台建设项目",
    Method.OPEN_TENDER,
    Kind.SERVICES,
    _one("C16010000", "智慧水利平台", "套", "12600000.00"),
    22,
)


def accepted(tender: Tender, make_plan: PlanFactory, clerk: User, reviewer: User, now: datetime) -> Project:
    """Enter the project from its plan and have the center accept it."""
    facts: dict[str, Any] = {"title": tender.title, "method": tender.method, "kind": tender.kind}
    make_plan(tender.plan_no, items=tender.items, budget=tender.budget, **facts)
    actor = Actor.person(clerk)
    project = pick_plan(plan_no=tender.plan_no, agency=clerk.organisation, user=clerk, actor=actor, now=now)
    lots = [
        LotFacts(lot.pk, lot.lot_no, lot.name, lot.category_code, lot.quantity, lot.unit, lot.budget)
        for lot in project.lots.all()
    ]
    summary = {"requirement_summary": f"{tender.title}，详见采购需求。"}
    save_draft(project=project, revision=project.revision, facts=summary, lots=lots, actor=actor, now=now)
    submit_project(project=project, revision=project.revision, user=clerk, actor=actor, now=now)
    accept_project(project=project, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    return project


def announced(tender: Tender, now: datetime) -> Terms:
    """Return what the tender announcement says: documents for seven days, and when the bids are opened."""
    opening_at = now + timedelta(days=tender.days)
    return Terms(
        announcement_no=f"HN-{tender.plan_no}",
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


def write_the_rest(project: Project, clerk: User, now: datetime) -> None:
    """Fill in, chapter by chapter, every place of the document that still waits for words."""
    planning = Planning.objects.get(project=project)
    for chapter in planning.document.chapters.standing():
        if BLANK.search(chapter.body_html):
            save_chapter(
                planning=planning,
                chapter=chapter,
                revision=revision_of(planning, Sheet.Kind.CHAPTER, str(chapter.key)),
                body_html=BLANK.sub("按采购需求执行", chapter.body_html),
                user=clerk,
                actor=Actor.person(clerk),
                now=now,
            )
