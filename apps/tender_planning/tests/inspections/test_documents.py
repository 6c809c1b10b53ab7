"""What 招标文件 and 投标文件组成 still lack."""

from datetime import datetime

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.working_days import load_calendar
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections import documents, slots
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import BidSlot, DocumentChapter, Planning, TenderDocument
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.services.slots import begin_slots


@pytest.fixture
def context(planning: Planning, now: datetime) -> Context:
    return Context(
        planning=planning,
        lots=list(planning.project.lots.all()),
        rules=load_rule_book(timezone.localdate(now)),
        calendar=load_calendar(),
        now=now,
    )


@pytest.fixture
def chapter(document: TenderDocument) -> DocumentChapter:
    """The only chapter of the document."""
    document.chapters.exclude(title="总则").delete()
    return document.chapters.get()


def texts(found: list[Finding]) -> list[str]:
    return [finding.text for finding in found]


def test_without_a_document_there_is_one_thing_to_do(context: Context) -> None:
    assert texts(documents.inspect(context)) == ["还没有建立文件，请先按模板建立。"]


def test_the_shipped_template_asks_the_agency_for_its_part(context: Context, document: TenderDocument) -> None:
    found = documents.inspect(context)

    said = "\n".join(texts(found))
    assert "“招标公告”还有 3 处待填写：【请填写合同履行期限】" in said
    assert "“评分标准”中的字段“评分标准”还没有内容，请先完成相应部分。" in said
    # Headings whose text stands in the chapters below them lack nothing.
    assert "没有正文" not in said
    assert {finding.level for finding in found} == {"error"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p> </p>", "“总则”没有正文。"),
        ("<p>{{没有}}</p>", "“总则”中的字段“没有”不存在，请从编辑器的字段菜单选用。"),
        ("<p>{{推荐候选人数量}}</p>", "“总则”中的字段“推荐候选人数量”还没有内容，请先完成相应部分。"),
        ("<p>见{{标段一览表}}</p>", "“总则”中的字段“标段一览表”会成为表格，须单独成段。"),
        ("<p>{{项目名称</p>", "“总则”中有写法不完整的字段（多余的“{{”或“}}”）。"),
        ("<p>【填】</p>", "“总则”还有 1 处待填写：【填】。"),
    ],
)
def test_each_gap_names_its_chapter(context: Context, chapter: DocumentChapter, body: str, said: str) -> None:
    DocumentChapter.objects.update(body_html=body)

    found = documents.inspect(context)

    assert [(finding.place, finding.text) for finding in found] == [(str(chapter.key), said)]


def test_a_complete_chapter_lacks_nothing(context: Context, chapter: DocumentChapter) -> None:
    DocumentChapter.objects.update(body_html="<p>{{项目名称}}</p>")

    assert documents.inspect(context) == []


def test_a_lot_without_slots_is_named(context: Context) -> None:
    assert texts(slots.inspect(context)) == ["标段 1 还没有规划投标文件组成。", "标段 2 还没有规划投标文件组成。"]


def test_the_usual_slots_lack_nothing(context: Context, planning: Planning, clerk: User, now: datetime) -> None:
    begin_slots(planning=planning, revision=0, user=clerk, actor=Actor.person(clerk), now=now)

    assert slots.inspect(context) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"category": "business"}, "标段 1 没有“报价一览表”，开标时没有可以宣布的报价。"),
        ({"is_required": False}, "标段 1 的“报价一览表”须设为必须提交。"),
        ({"name": "分项报价表"}, "标段 1 有重名的材料“分项报价表”。"),
    ],
)
def test_what_a_price_sheet_must_be(
    context: Context, clerk: User, now: datetime, change: dict[str, object], said: str
) -> None:
    begin_slots(planning=context.planning, revision=0, user=clerk, actor=Actor.person(clerk), now=now)
    BidSlot.objects.filter(lot=context.lots[0], category="price_sheet").update(**change)

    found = slots.inspect(context)

    assert [(finding.place, finding.text) for finding in found] == [(str(context.lots[0].pk), said)]


def test_two_price_sheets_are_one_too_many(context: Context, planning: Planning, clerk: User, now: datetime) -> None:
    begin_slots(planning=planning, revision=0, user=clerk, actor=Actor.person(clerk), now=now)
    BidSlot.objects.filter(lot=context.lots[1], name="其他材料").update(category="price_sheet")

    assert texts(slots.inspect(context)) == [
        "标段 2 有多份“报价一览表”，开标时不能确定宣布哪一份。",
        "标段 2 的“报价一览表”须设为必须提交。",
    ]
