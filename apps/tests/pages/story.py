"""A project to which everything happens, told in words that a test may choose."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from apps.acceptance.models import Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, Attachment, ChangeTimes
from apps.announcements.services.change_reviews import approve_change
from apps.announcements.services.changes import submit_change
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.facts import PURCHASER, SUPPLIER, awarded_lot
from apps.core.actors import Actor
from apps.core.freezing import digest
from apps.results.tests.conftest import arrival
from apps.tender_planning.models import DocumentFile, Planning, RuleException
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.tests.filling import fill_in

Say = Callable[[str], str]
DAY = timedelta(days=1)
# A text as announcements have it: headings, a wide table, a list, a link.
BODY = """
<h2>一、项目基本情况</h2><p>{words}</p>
<table border="1">
<tr><th>标段</th><th>名称</th><th>预算金额（元）</th><th>最高限价（元）</th><th>交付期</th><th>质保期</th></tr>
<tr><td>1</td><td>电子白板</td><td>3120000.00</td><td>3100000.00</td><td>合同签订后三十日内</td><td>三十六个月</td></tr>
</table>
<h2>二、申请人的资格要求</h2><ol><li>满足《中华人民共和国政府采购法》第二十二条规定；</li><li>无。</li></ol>
<p>详见<a href="https://www.ccgp.gov.cn/">中国政府采购网</a>。</p>
"""


class Story:
    """Lets the project go on, step by step."""

    def __init__(self, project: Project, clerk: User, reviewer: User, say: Say, now: datetime) -> None:
        self.project, self.clerk, self.reviewer, self.say, self.now = project, clerk, reviewer, say, now

    def accept(self) -> None:
        """Have the center accept the project."""
        actor = Actor.person(self.reviewer)
        accept_project(project=self.project, version=1, reviewer=self.reviewer, actor=actor, now=self.now)

    @property
    def planning(self) -> Planning:
        """Return its preparation, once it is accepted."""
        return Planning.objects.get(project=self.project)

    def prepare(self) -> None:
        """Have it announced, and something put into every part of its preparation: a file and an exception, too."""
        self.announce("T-1", "tender")
        planning = self.planning
        fill_in(planning, self.clerk, self.now)
        RuleException.objects.create(
            planning=planning,
            code="documents_period",
            place="schedule",
            breach=self.say("采购文件提供期限不足。"),
            responsible_name=self.say("王经理"),
            ground=self.say("方财购〔2026〕9号"),
            reason=self.say("原因"),
            entered_by=self.clerk,
            entered_at=self.now,
        )
        attached = DocumentFile(document=planning.document, name=self.say("图纸.pdf"), size=1)
        attached.media_type, attached.sm3, attached.uploaded_at = "application/pdf", "0" * 64, self.now
        attached.file.save("图纸.pdf", ContentFile(b"x"))

    def issue(self) -> None:
        """Have the agency issue what it prepared."""
        issue_planning(planning=self.planning, user=self.clerk, actor=Actor.person(self.clerk), now=self.now)

    def announce(self, number: str, announcement_type: str, *, after: int = 0, **changes: Any) -> Announcement:
        """Let an announcement arrive, so many days after the beginning."""
        say, at = self.say, self.now + after * DAY
        values = {
            "title": say(f"方城县教育体育局教学设备采购项目{number}号公告"),
            "body_html": BODY.format(words=say("为改善办学条件，采购电子白板和课桌椅。")),
            "first_published_at": at,
            "facts": self._facts(announcement_type),
            "attachments": [
                AttachmentFacts("att-1", say("招标文件.pdf"), 6, "application/pdf", "1" * 64),
                AttachmentFacts("att-2", say("图纸.zip"), 7, "application/zip", "2" * 64),
            ],
        }
        receive_announcement(arrival=arrival(self.project, number, announcement_type, **(values | changes)), now=at)
        first = Attachment.objects.filter(province_id="att-1").get()
        if not first.is_stored:
            first.file.save("招标文件.pdf", ContentFile(b"%PDF-1"), save=False)
            Attachment.objects.filter(pk=first.pk).update(status="stored", file=first.file.name)
        return Announcement.objects.get(announcement_no=number)

    def submit(self, change: Announcement) -> None:
        """Have the agency submit the times of a change as they were filled in."""
        revision = ChangeTimes.objects.get(announcement=change).revision
        submit_change(
            announcement=change, revision=revision, user=self.clerk, actor=Actor.person(self.clerk), now=self.now
        )

    def approve(self, change: Announcement) -> None:
        """Have the center approve them."""
        sm3 = digest(content_of(load_standing(change, now=self.now)))
        approve_change(
            announcement=change, sm3=sm3, reviewer=self.reviewer, actor=Actor.person(self.reviewer), now=self.now
        )

    def _facts(self, announcement_type: str) -> dict[str, Any]:
        say = self.say
        purchaser = PURCHASER | {name: say(PURCHASER[name]) for name in ("name", "contact", "phone", "address")}
        supplier = SUPPLIER | {name: say(SUPPLIER[name]) for name in ("name", "address")}
        item = {"name": say("电子白板"), "brand": say("示例牌"), "model": say("B-86"), "quantity": say("100台")}
        lots = [awarded_lot(supplier=supplier, main_items=[item | {"unit_price": "30500.00"}])]
        items = [
            {"label": say("开标时间"), "before": say("2026年03月23日09时00分"), "after": say("2026年04月07日09时00分")}
        ]
        facts: dict[str, dict[str, Any]] = {
            "tender": {"purchaser": purchaser, "opening_place": say("开标一室")},
            "change": {"items": items},
            "result": {
                "lots": lots,
                "experts": [{"name": say("张某"), "role": "expert", "is_chair": True}],
                "agency_fee": {"standard": say("豫招协〔2023〕002号"), "amount": "41000.00"},
            },
            "result_correction": {"items": items, "lots": lots},
            "termination": {"lots": [{"lot_no": "2", "reason": say("提交投标文件的供应商不足3家")}]},
            "contract": {"name": say("采购合同"), "purchaser": purchaser, "supplier": supplier, "term": say("90日")},
        }
        return facts[announcement_type]
