"""A project without a plan, and its announcements as its agency drafts them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Category, Project
from apps.acceptance.services.projects import LotFacts, save_draft, start_project, submit_project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import Organisation, User
from apps.announcements.formats.values import typed
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.announcements.selectors.drafting import composed
from apps.announcements.services import drafts as acts
from apps.announcements.services.draft_reviews import approve_draft, content_of, return_draft
from apps.core.actors import Actor
from apps.core.freezing import digest
from apps.tender_planning.tests.conftest import findings, rooms  # noqa: F401  fixtures

MakeProject = Callable[..., Project]
Write = Callable[..., AnnouncementDraft]
Act = Callable[..., AnnouncementDraft]
Publish = Callable[..., Announcement]

SUPPLIER = {
    "supplier_name": "方城县示例商贸有限公司",
    "supplier_code": "91411322MA9G000162",
    "supplier_contact": "钱经理",
    "supplier_phone": "0377-60000009",
    "supplier_address": "方城县释之路9号",
}
OTHER = SUPPLIER | {"supplier_name": "南阳示例教学设备有限公司", "supplier_code": "91411300MA9G000241"}


def award(lot_no: str = "1", **changes: Any) -> dict[str, Any]:
    return SUPPLIER | {"lot_no": lot_no, "amount": Decimal(300000), "rate": "", "score": Decimal("92.5")} | changes


def main_item(lot_no: str = "1", **changes: Any) -> dict[str, Any]:
    words = {"name": "电子白板", "brand": "示例牌", "model": "B-86", "quantity": "10台"}
    return {"lot_no": lot_no, **words, "unit_price": Decimal(30000)} | changes


# What each sheet needs beyond what it begins with, for a project of goods with the lots 1 and 2.
WRITTEN: dict[str, dict[str, Any]] = {
    "tender": {"contract_term": "合同签订后60日内交货"},
    "change": {
        "subject": "documents",
        "bid_deadline": datetime.fromisoformat("2026-04-07T09:00:00+08:00"),
        "opening_at": datetime.fromisoformat("2026-04-07T09:00:00+08:00"),
        "items": [{"label": "采购数量", "before": "10台", "after": "12台"}],
    },
    "result": {
        "awards": [award("1"), award("2", **OTHER, amount=Decimal(150000))],
        "main_items": [main_item("1"), main_item("2", name="课桌椅", brand="", model="", unit_price=None)],
        "experts": [
            {"name": "张某", "role": "expert", "is_chair": "yes"},
            {"name": "李某", "role": "expert", "is_chair": ""},
            {"name": "王某", "role": "purchaser_representative", "is_chair": ""},
        ],
        "fee_amount": Decimal(4100),
    },
    "result_correction": {
        "items": [{"label": "标段1成交金额", "before": "300,000.00元", "after": "290,000.00元"}],
        "awards": [award("1", amount=Decimal(290000)), award("2", **OTHER, amount=Decimal(150000))],
    },
    "termination": {"lots": [{"lot_no": "2", "reason": "提交投标文件的供应商不足3家。"}]},
    "contract": {
        "contract_no": "方教采-2026-1",
        "signed_on": datetime.fromisoformat("2026-03-30").date(),
        "term": "合同签订后60日内，方城县教育体育局指定地点",
    },
}


@pytest.fixture
def make_project(agency: Organisation, clerk: User, reviewer: User, now: datetime) -> MakeProject:
    """Return a function that has a project without a plan accepted; keyword arguments change its facts."""

    def make(**changes: Any) -> Project:
        actor = Actor.person(clerk)
        project = start_project(agency=agency, user=clerk, actor=actor, now=now)
        facts = {
            "name": "方城县第一高级中学教学设备采购项目",
            "method": Method.OPEN_TENDER,
            "organisation_form": "decentralised",
            "kind": Kind.GOODS,
            "budget": Decimal(500000),
            "purchaser_name": "方城县第一高级中学",
            "purchaser_credit_code": "1141132200600001XJ",
            "purchaser_contact": "陈老师",
            "purchaser_phone": "0377-60000002",
            "purchaser_address": "方城县文化路1号",
            "agency_contact": "李经办",
            "agency_phone": "0377-60000001",
            "requirement_summary": "采购电子白板和课桌椅。",
        }
        lots = [
            LotFacts(None, "1", "电子白板", "A02020700", Decimal(10), "台", Decimal(320000), Decimal(310000)),
            LotFacts(None, "2", "课桌椅", "A05010203", Decimal(200), "套", Decimal(180000), None),
        ]
        # Tests with real transactions leave the tables that migrations filled empty.
        for lot in lots:
            Category.objects.get_or_create(code=lot.category_code, defaults={"name": lot.name, "kind": Kind.GOODS})
        save_draft(project=project, revision=project.revision, facts=facts | changes, lots=lots, actor=actor, now=now)
        version = submit_project(project=project, revision=project.revision, user=clerk, actor=actor, now=now)
        by: dict[str, Any] = {"reviewer": reviewer, "actor": Actor.person(reviewer), "now": now}
        accept_project(project=project, version=version.version, **by)
        return project

    return make


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    """An open tender for goods in two lots, accepted without a plan."""
    return make_project()


@pytest.fixture
def write(project: Project, clerk: User, now: datetime) -> Write:
    """Return a function that drafts an announcement completely; keyword arguments change its content."""

    def make(
        announcement_type: str = "tender", *, at: datetime = now, of: Project | None = None, **changes: Any
    ) -> AnnouncementDraft:
        actor = Actor.person(clerk)
        draft = acts.begin_draft(
            project=of or project, announcement_type=announcement_type, user=clerk, actor=actor, now=at
        )
        content = typed(draft.content) | WRITTEN[announcement_type] | changes
        acts.save_draft(draft=draft, revision=draft.revision, content=content, user=clerk, actor=actor, now=at)
        return draft

    return make


@pytest.fixture
def submit(clerk: User, now: datetime) -> Act:
    """Return a function that submits a draft as it is stored."""

    def act(draft: AnnouncementDraft, *, at: datetime = now, user: User = clerk) -> AnnouncementDraft:
        return acts.submit_draft(draft=draft, revision=draft.revision, user=user, actor=Actor.person(user), now=at)

    return act


def seen(draft: AnnouncementDraft, at: datetime) -> str:
    """Return the digest of what a reviewer is shown."""
    return digest(content_of(draft, composed(draft, now=at)))


@pytest.fixture
def decide(reviewer: User, now: datetime) -> Act:
    """Return a function that approves a draft, or returns it when a reason is given."""

    def act(
        draft: AnnouncementDraft, *, reason: str = "", sm3: str = "", user: User = reviewer, at: datetime = now
    ) -> AnnouncementDraft:
        by: dict[str, Any] = {
            "draft": draft,
            "sm3": sm3 or seen(draft, at),
            "reviewer": user,
            "actor": Actor.person(user),
            "now": at,
        }
        if reason:
            return_draft(**by, reason=reason)
        else:
            approve_draft(**by)
        return draft

    return act


@pytest.fixture
def publish(write: Write, submit: Act, decide: Act, now: datetime) -> Publish:
    """Return a function that drafts, submits and approves an announcement, all of it at `at`."""

    def make(announcement_type: str = "tender", *, at: datetime = now, **changes: Any) -> Announcement:
        draft = submit(write(announcement_type, at=at, **changes), at=at)
        decide(draft, at=at)
        assert draft.announcement is not None
        return Announcement.objects.get(pk=draft.announcement.pk)

    return make


@pytest.fixture
def tender(publish: Publish) -> Announcement:
    """The tender announcement, public since `now`; bids are due on 24 March."""
    return publish()


@pytest.fixture
def after_deadline(tender: Announcement) -> datetime:
    """A moment on the day after bids were due, when results may be published."""
    assert tender.bid_deadline is not None
    return tender.bid_deadline + timedelta(days=1)
