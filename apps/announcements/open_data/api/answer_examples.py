"""What an answer looks like: examples for the description and the page, written by the serializers that answer.

The procurement in them is made up and stands in no database; only its facts are told here, in the words in which
the province sends them. How an answer is written is told by the serializers alone, so that an example cannot say
otherwise.
"""

from datetime import datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

from rest_framework.exceptions import APIException, NotFound, Throttled

from apps.acceptance.models import Lot
from apps.announcements.canonical import canonical
from apps.announcements.facts import read_table
from apps.announcements.models import Announcement, PublicEvent
from apps.announcements.open_data.api.announcement_serializers import (
    AnnouncementDocumentSerializer,
    AnnouncementRowSerializer,
)
from apps.announcements.open_data.api.change_serializers import ChangesSerializer
from apps.announcements.open_data.api.parameters import BAD_LIMIT
from apps.announcements.open_data.api.problems import BadParameter, CursorExpired, Unavailable, answer
from apps.announcements.open_data.api.project_serializers import ProjectSerializer
from apps.announcements.open_data.changes import UNSETTLED
from apps.announcements.open_data.cursors import OF_ANOTHER_DATABASE, Cursor
from apps.announcements.open_data.reading import MovedTime
from apps.announcements.periods import Period
from apps.announcements.progress import Step
from apps.announcements.selectors.projects import Due
from apps.announcements.timeline import Event

Type = Announcement.Type

PURCHASER = {
    "name": "方城县示例中学",
    "uscc": "1141132200600001XJ",
    "contact": "陈老师",
    "phone": "0377-60000002",
    "address": "方城县文化路1号",
}
AGENCY = {"name": "河南示例工程咨询有限公司", "uscc": "91411300MA9F00015G"}
SUPPLIER = {"name": "方城县示例商贸有限公司", "uscc": "91411322MA9G000162", "address": "方城县释之路9号"}
FACTS: dict[str, dict[str, Any]] = {
    Type.TENDER: {
        "method": "open_tender",
        "budget": "4860000.00",
        "documents_from": "2026-03-02T09:00:00+08:00",
        "documents_until": "2026-03-09T17:00:00+08:00",
        "documents_price": "0.00",
        "bid_deadline": "2026-03-23T09:00:00+08:00",
        "opening_at": "2026-03-23T09:00:00+08:00",
        "opening_place": "方城县公共资源交易中心开标一室",
        "notice_working_days": 5,
        "accepts_consortium": False,
        "purchaser": PURCHASER,
        "agency": AGENCY,
        "contact": {"name": "李经办", "phone": "0377-60000001"},
    },
    Type.RESULT: {
        "lots": [
            {
                "lot_no": "1",
                "supplier": SUPPLIER,
                "amount": "4750000.00",
                "score": "92.50",
                "main_items": [{"name": "交互智能平板", "quantity": "100台", "unit_price": "30500.00"}],
            }
        ],
        "experts": [
            {"name": "张某", "role": "expert", "is_chair": True},
            {"name": "王某", "role": "purchaser_representative", "is_chair": False},
        ],
        "agency_fee": {"standard": "豫招协〔2023〕002号", "amount": "41000.00"},
        "notice_working_days": 1,
    },
}
TITLES = {Type.TENDER: "方城县示例中学教学设备采购项目招标公告", Type.RESULT: "方城县示例中学教学设备采购项目结果公告"}
NUMBERS = {Type.TENDER: "HN-2026-0001", Type.RESULT: "HN-2026-0003"}
BODIES = {Type.TENDER: "<h2>项目概况</h2><p>…</p>", Type.RESULT: "<h2>一、项目编号</h2><p>…</p>"}
# Of no text in particular: what an SM3 looks like.
SM3 = "66c7f0f462eeedd9d17f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e"


def _at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+08:00")


PUBLISHED = {Type.TENDER: _at("2026-03-02"), Type.RESULT: _at("2026-03-24", "10:30")}
MOVED_DEADLINE = _at("2026-04-07")


@cache
def answer_examples() -> dict[str, dict[int, dict[str, Any]]]:
    """Return examples by the name of the operation, the status, and what they are called in Chinese."""
    bad_limit, bad_name = BadParameter("limit", BAD_LIMIT), BadParameter("page", "这个地址不接受参数。")
    expired, unsettled = CursorExpired(OF_ANOTHER_DATABASE), Unavailable(UNSETTLED)
    tender, result = _document(Type.TENDER), _document(Type.RESULT)
    return {
        "listAnnouncements": {200: {"一页公告": _page()}, **_problems(bad_limit)},
        "readAnnouncement": {200: {"采购公告": tender, "结果公告": result}, **_problems(bad_name, NotFound())},
        "readVersion": {200: {"采购公告第一版": tender}, **_problems(bad_name, NotFound())},
        "readProject": {200: {"一个项目": _project()}, **_problems(bad_name, NotFound())},
        "listChanges": {200: {"一批变化": _changes()}, **_problems(bad_limit, expired, unsettled)},
    }


def _problems(*errors: APIException) -> dict[int, dict[str, Any]]:
    """Return the answers to these refusals, and to the one that every address may meet with."""
    examples: dict[int, dict[str, Any]] = {}
    for error in (*errors, Throttled()):
        refused = answer(error, {})
        assert refused is not None
        examples[error.status_code] = {refused.data["error"]["code"]: refused.data}
    return examples


def _page() -> dict[str, Any]:
    rows = [AnnouncementRowSerializer(_announcement(kind)).data for kind in (Type.RESULT, Type.TENDER)]
    return {"results": rows, "next": f"{canonical('open_data:announcements')}?limit=2&after=2026-03-02T01:00:00Z_1"}


def _document(kind: Type) -> Any:
    announcement = _announcement(kind)
    version = _version(announcement)
    relative = _announcement(Type.RESULT if kind == Type.TENDER else Type.TENDER)
    is_tender = kind == Type.TENDER
    document = SimpleNamespace(
        announcement=announcement,
        version=version,
        is_current=True,
        versions=[version],
        lots=[_lot()],
        times_in_force=[_moved_time()] if is_tender else [],
        confirmed_times=[],
        follows=None if is_tender else relative,
        followed_by=[relative] if is_tender else [],
        progress=_steps(),
    )
    return AnnouncementDocumentSerializer(document).data


def _project() -> Any:
    tender, result = _announcement(Type.TENDER), _announcement(Type.RESULT)
    project = tender.project
    period = Period(
        label="投标截止",
        day=MOVED_DEADLINE.date(),
        why="变更公告经审核调整",
        said_by=tender,
        at=MOVED_DEADLINE,
    )
    life = SimpleNamespace(
        project=project,
        is_sample=False,
        lots=[_lot()],
        steps=_steps(),
        due=[Due(period, is_over=True)],
        events=[
            Event(PUBLISHED[Type.TENDER], "发布采购公告", "省采购系统", ""),
            Event(PUBLISHED[Type.RESULT], "发布结果公告", "省采购系统", ""),
        ],
        announcements=[tender, result],
    )
    return ProjectSerializer(life).data  # type: ignore[arg-type]  # a stand-in


def _changes() -> Any:
    rows = [
        SimpleNamespace(
            kind=PublicEvent.Kind.PUBLISHED,
            announcement=_announcement(kind),
            version=SimpleNamespace(version=1),
            happened_at=PUBLISHED[kind],
        )
        for kind in (Type.TENDER, Type.RESULT)
    ]
    batch = SimpleNamespace(rows=rows, next_cursor=Cursor("0123456789ab", 7412, 2), has_more=False)
    return ChangesSerializer(batch).data


def _announcement(kind: Type) -> Any:
    project = SimpleNamespace(
        project_no="方财公开采购-2026-11",
        name="方城县示例中学教学设备采购项目",
        method="open_tender",
        kind="goods",
        purchaser_name=PURCHASER["name"],
        agency=SimpleNamespace(name=AGENCY["name"]),
        budget=Decimal("4860000.00"),
    )
    return SimpleNamespace(
        pk=int(NUMBERS[kind][-1]),
        announcement_no=NUMBERS[kind],
        type=kind,
        title=TITLES[kind],
        is_withdrawn=False,
        origin=Announcement.Origin.PROVINCE,
        is_sample=False,
        project=project,
        method=project.method,
        kind=project.kind,
        purchaser_name=project.purchaser_name,
        agency_name=project.agency.name,
        budget=project.budget if kind == Type.TENDER else None,
        amount=Decimal("4750000.00") if kind == Type.RESULT else None,
        bid_deadline=MOVED_DEADLINE if kind == Type.TENDER else None,
        first_published_at=PUBLISHED[kind],
        published_at=PUBLISHED[kind],
        withdrawn_at=None,
        withdrawal_reason="",
    )


def _version(announcement: Any) -> Any:
    attachment = SimpleNamespace(size=1204224, sm3=SM3, is_stored=True)
    reference = SimpleNamespace(pk=1, name="招标文件.pdf", media_type="application/pdf", attachment=attachment)
    has_file = announcement.type == Type.TENDER
    return SimpleNamespace(
        announcement=announcement,
        version=1,
        title=announcement.title,
        lot_nos=["1"],
        source_url="https://zfcg.example/notices/1",
        first_published_at=announcement.first_published_at,
        received_at=announcement.first_published_at,
        publication=SimpleNamespace(published_at=announcement.published_at),
        table=read_table(announcement.type, FACTS[announcement.type]),
        body_safe=BODIES[announcement.type],
        body_sm3=SM3,
        body_safe_sm3=SM3,
        references=SimpleNamespace(all=[reference] if has_file else []),
    )


def _lot() -> Lot:
    return Lot(
        lot_no="1",
        name="教学设备",
        category_code="A02020000",
        quantity=Decimal(100),
        unit="台",
        budget=Decimal("4860000.00"),
        unified_deal_code=None,
    )


def _moved_time() -> MovedTime:
    return MovedTime("bid_deadline", "投标截止时间", MOVED_DEADLINE.isoformat(), _change())


def _change() -> Any:
    change = _announcement(Type.TENDER)
    vars(change).update(
        pk=2,
        announcement_no="HN-2026-0002",
        type=Type.CHANGE,
        title="方城县示例中学教学设备采购项目变更公告",
        first_published_at=_at("2026-03-10"),
    )
    return change


def _steps() -> list[Step]:
    return [
        Step("项目受理", "done", _at("2026-02-26")),
        Step("采购公告", "done", PUBLISHED[Type.TENDER]),
        Step("结果公告", "done", PUBLISHED[Type.RESULT]),
        Step("合同公告", "waiting"),
    ]
