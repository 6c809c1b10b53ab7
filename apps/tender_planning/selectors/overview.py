"""What the page of the whole preparation shows: where it stands, what it waits for, what is left to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db.models import prefetch_related_objects

from apps.acceptance.differences import Difference
from apps.acceptance.push_state import PushState, lots_push
from apps.acceptance.stages import Step, stages
from apps.acceptance.wording import label
from apps.core.facts import Fact
from apps.core.templatetags.ui import datetime_cn, money
from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import closed_because
from apps.tender_planning.models import (
    AnnouncedTerms,
    OpeningSettings,
    Planning,
    PlanningVersion,
    Sheet,
)
from apps.tender_planning.moved_terms import moves_of
from apps.tender_planning.selectors.places import place_url
from apps.tender_planning.selectors.rule_exceptions import (
    ExceptionRow,
    FoundRow,
    exception_rows,
    findings_of,
    found_rows,
)
from apps.tender_planning.selectors.sections import Section, sections
from apps.tender_planning.selectors.versions import versions_of
from apps.tender_planning.waiting import ExchangeNote, notes_of

State = Literal["closed", "empty", "incomplete", "complete"]

# What the track of a project tells that belongs to its preparation too, and what it is called here.
EARLIER_STEPS = {"中心受理": "受理", "标段推送": "标段推送", "采购公告": "采购公告"}
UNSET = "未填写"
MOST_UNFOLDED = 6
# Settings that the announcement has told already.
ANNOUNCED_MOMENTS = ("documents_from", "documents_until", "bid_deadline", "opening_at")

WAITS_FOR_PROVINCE = "采购公告在省采购系统发布后自动传到本平台，招标文件等内容随即开放编制，无需另行办理。"
WAITS_FOR_REVIEW = "本项目未选择采购计划，不经省采购系统：采购公告在本平台编制，经中心审核发布后开放编制。"


@dataclass(frozen=True)
class SectionCard:
    """One part of the preparation: whether it is done, and what its rules say."""

    section: Section
    state: State
    rows: list[FoundRow]
    sheet: Sheet | None

    @property
    def errors(self) -> int:
        """Return how many findings keep the preparation from being issued."""
        return sum(row.stops for row in self.rows)

    @property
    def others(self) -> int:
        """Return how many findings are told and stop nothing."""
        return len(self.rows) - self.errors

    @property
    def state_label(self) -> str:
        """Return the state in words."""
        if self.state == "incomplete":
            return f"有 {self.errors} 处问题"
        return {"closed": "未开放", "empty": "未填写", "complete": "已完成"}[self.state]

    @property
    def summary(self) -> str:
        """Return how much there is to read, in words."""
        verb = "待完成" if self.state == "empty" else "须改正"
        counts = [f"{self.errors} 处{verb}"] if self.errors else []
        return "，".join([*counts, *([f"{self.others} 处提示或例外"] if self.others else [])])

    @property
    def is_unfolded(self) -> bool:
        """Tell whether the findings are shown at once: something is to be corrected, and it is not a long list."""
        return self.state == "incomplete" and len(self.rows) <= MOST_UNFOLDED


@dataclass(frozen=True)
class Waiting:
    """What a locked preparation waits for, and how far that is."""

    text: str
    push: PushState | None
    notes: list[ExchangeNote]


@dataclass(frozen=True)
class AnnouncedPage:
    """What the announcement says, beside what is set here."""

    terms: AnnouncedTerms
    rows: list[Difference]
    facts: list[Fact]


@dataclass(frozen=True)
class Overview:
    """Everything on the page of the whole preparation."""

    planning: Planning
    steps: list[Step]
    waiting: Waiting | None
    cards: list[SectionCard]
    announced: AnnouncedPage | None
    exceptions: list[ExceptionRow]
    versions: list[PlanningVersion]
    refusal: str

    @property
    def errors(self) -> int:
        """Return how many findings keep the preparation from being issued."""
        return sum(card.errors for card in self.cards)

    @property
    def done(self) -> int:
        """Return how many parts are complete."""
        return sum(card.state == "complete" for card in self.cards)

    @property
    def next_version(self) -> int:
        """Return the number that the next version will have."""
        return self.versions[0].version + 1 if self.versions else 1


def overview_page(planning: Planning, now: datetime) -> Overview:
    """Put together the page of the whole preparation."""
    prefetch_related_objects([planning], "exceptions__entered_by", "project__lots")
    announced = AnnouncedTerms.objects.filter(planning=planning).first()
    findings = findings_of(planning, now)
    cards = section_cards(planning, findings)
    return Overview(
        planning=planning,
        steps=preparation_steps(planning),
        waiting=_waiting(planning, now) if planning.status == Planning.Status.LOCKED else None,
        cards=cards,
        announced=_announced(planning, announced) if announced else None,
        exceptions=exception_rows(planning, findings),
        versions=list(versions_of(planning)),
        refusal=_refusal(planning, cards),
    )


def section_cards(planning: Planning, findings: Mapping[Sheet.Kind, Sequence[Finding]]) -> list[SectionCard]:
    """Return every part with its findings; those of a lot stand with the lot that they name."""
    sheets = list(planning.sheets.select_related("changed_by").order_by("changed_at"))
    return [_card(planning, section, findings.get(section.kind, []), sheets) for section in sections(planning)]


def preparation_steps(planning: Planning) -> list[Step]:
    """Return the track of the preparation: what the project has behind it, then 编制 and 发出."""
    project = planning.project
    told = {step.label: step for step in stages(project, lots_push(project))}
    earlier = [
        Step(name, told[its].state, told[its].at, told[its].note) for its, name in EARLIER_STEPS.items() if its in told
    ]
    return [*earlier, _editing(planning), _issuing(planning)]


def _card(planning: Planning, section: Section, findings: Sequence[Finding], sheets: Sequence[Sheet]) -> SectionCard:
    own = [found for found in findings if not section.subject or _lot_of(found) == section.subject]
    sheet = _latest(section, sheets)
    rows = [replace(row, url=place_url(section, row.finding.place)) for row in found_rows(planning, own)]
    return SectionCard(section, _state(planning, section, rows, sheet), rows, sheet)


def _state(planning: Planning, section: Section, rows: Sequence[FoundRow], sheet: Sheet | None) -> State:
    if sheet is None and section.closed_because and not planning.is_issued:
        return "closed"
    if not any(row.stops for row in rows):
        return "complete"
    return "empty" if sheet is None else "incomplete"


def _latest(section: Section, sheets: Sequence[Sheet]) -> Sheet | None:
    """Return the sheet of a part that was saved last; the chapters belong to the document."""
    kinds = {section.kind} | ({Sheet.Kind.CHAPTER} if section.kind == Sheet.Kind.OUTLINE else set())
    own = [sheet for sheet in sheets if sheet.kind in kinds and section.subject in ("", sheet.subject)]
    return own[-1] if own else None


def _lot_of(finding: Finding) -> str:
    return finding.place.partition("/")[0]


def _editing(planning: Planning) -> Step:
    if planning.is_issued:
        return Step("编制", "done", planning.unlocked_at)
    if planning.is_open:
        return Step("编制", "current", planning.unlocked_at)
    return Step("编制", note="待采购公告发布" if planning.unlocked_at is None else "暂停，待公告重新发布")


def _issuing(planning: Planning) -> Step:
    if planning.is_issued:
        return Step("发出", "done", planning.issued_at)
    return Step("发出", note="" if planning.issued_at is None else f"上一版发出于 {datetime_cn(planning.issued_at)}")


def _waiting(planning: Planning, now: datetime) -> Waiting:
    project = planning.project
    if project.plan_id is None:
        return Waiting(WAITS_FOR_REVIEW, None, notes_of(project, now))
    return Waiting(WAITS_FOR_PROVINCE, lots_push(project), notes_of(project, now))


def _announced(planning: Planning, terms: AnnouncedTerms) -> AnnouncedPage:
    opening = OpeningSettings.objects.filter(planning=planning).first() or OpeningSettings(planning=planning)
    values = {
        **{name: (datetime_cn(getattr(terms, name)), _moment(getattr(opening, name))) for name in ANNOUNCED_MOMENTS},
        "opening_place": (terms.opening_place, opening.opening_place or UNSET),
        "accepts_consortium": (_yes_or_no(terms.accepts_consortium), _yes_or_no(planning.project.accepts_consortium)),
    }
    moved_by = moves_of(terms)
    rows = [_row(terms, name, *both, moved_by=moved_by.get(name, "")) for name, both in values.items()]
    facts = [
        Fact(label(terms, "announcement_no"), terms.announcement_no),
        Fact(label(terms, "first_published_at"), datetime_cn(terms.first_published_at)),
        Fact("公告期限", f"{terms.notice_working_days} 个工作日"),
        Fact("文件售价", money(terms.documents_price)),
    ]
    return AnnouncedPage(terms, rows, facts)


def _row(terms: AnnouncedTerms, name: str, announced: str, here: str, *, moved_by: str) -> Difference:
    said = f"{announced}（{moved_by}）" if moved_by else announced
    return Difference(label(terms, name), said, here, differs=here not in (announced, UNSET))


def _moment(moment: datetime | None) -> str:
    return UNSET if moment is None else datetime_cn(moment)


def _yes_or_no(value: bool) -> str:  # noqa: FBT001  the value itself
    return "是" if value else "否"


def _refusal(planning: Planning, cards: Sequence[SectionCard]) -> str:
    """Return why the preparation cannot be issued now; empty when it can."""
    closed = closed_because(planning, Sheet.Kind.SCHEDULE)
    errors = sum(card.errors for card in cards)
    return closed or (f"还有 {errors} 处不符合要求，处理后才能发出。" if errors else "")
