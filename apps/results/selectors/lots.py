"""One lot as its page shows it: what holds, what was said before, and the periods that run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from apps.acceptance.models import Lot, Project
from apps.announcements.facts import ResultTable
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.core.templatetags.ui import money
from apps.core.working_days import Calendar
from apps.results.clocks import AwardFacts, Clock, clocks_of_award, clocks_of_failure, next_due
from apps.results.models import Award, AwardItem, LotContract, LotFailure, LotResult, PriceForm
from apps.results.remarks import Remark, remarks_on
from apps.results.savings import Saving, saving_of
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.schedule.proof import day_of

Versions: TypeAlias = Mapping[int, AnnouncementVersion]
Said: TypeAlias = Award | LotFailure | LotContract


@dataclass(frozen=True)
class AwardRow:
    """An award in force with its main items."""

    award: Award
    items: Sequence[AwardItem]
    saving: Saving | None


@dataclass(frozen=True)
class SaidRow:
    """What one version of an announcement says of the lot, and whether that holds."""

    version: AnnouncementVersion
    words: str
    standing: str
    holds: bool


@dataclass(frozen=True)
class LotPage:
    """Everything that is known of a lot's result."""

    result: LotResult
    lot: Lot
    awards: list[AwardRow]
    failure: LotFailure | None
    contract: LotContract | None
    clocks: tuple[Clock, ...]
    said: list[SaidRow]
    remarks: list[Remark]

    @property
    def overdue(self) -> list[Clock]:
        """Return the duties that are overdue."""
        return [clock for clock in self.clocks if clock.is_overdue]

    @property
    def next_due(self) -> Clock | None:
        """Return what ends next."""
        return next_due(self.clocks)

    @property
    def saving(self) -> Saving | None:
        """Return the saving of a lot with one supplier; several may share it, and nobody says what each gets."""
        return self.awards[0].saving if len(self.awards) == 1 else None


@dataclass(frozen=True)
class Timing:
    """What clocks are counted with: the calendar, the time, and the rules of each day, loaded once."""

    calendar: Calendar
    now: datetime
    books: dict[date, RuleBook]

    def book(self, day: date) -> RuleBook:
        """Return the rules in force on that day."""
        if day not in self.books:
            self.books[day] = load_rule_book(day)
        return self.books[day]


def lot_page(
    result: LotResult,
    project: Project,
    *,
    awards: Sequence[Award],
    failures: Sequence[LotFailure],
    contracts: Sequence[LotContract],
    versions: Versions,
    timing: Timing,
) -> LotPage:
    """Put together the page of a lot from all that was ever said of it; `versions` are the public ones by key."""
    contract = next((each for each in contracts if each.version_id == result.contracted_by_id), None)
    failure = next((each for each in failures if each.version_id == result.failed_by_id), None)
    rows = _award_rows(result, awards)
    return LotPage(
        result=result,
        lot=result.lot,
        awards=rows,
        failure=failure,
        contract=contract,
        clocks=_clocks(result, project, contract, versions, timing),
        said=_said_rows(result, [*awards, *failures, *contracts], versions),
        remarks=remarks_on(
            result,
            [row.award for row in rows],
            contract,
            versions,
            named_by={award.version_id for award in awards},
        ),
    )


def _award_rows(result: LotResult, awards: Sequence[Award]) -> list[AwardRow]:
    current = [award for award in awards if award.version_id == result.awarded_by_id]
    listed = [award for award in awards if award.version_id == result.items_by_id]
    rows = []
    for award in current:
        items = list(award.items.all())
        if not items:
            items = next((list(each.items.all()) for each in listed if each.is_to(award)), [])
        saving = saving_of(result.lot.budget, award.amount) if len(current) == 1 else None
        rows.append(AwardRow(award, items, saving))
    return rows


def _clocks(
    result: LotResult, project: Project, contract: LotContract | None, versions: Versions, timing: Timing
) -> tuple[Clock, ...]:
    published_at, decided_by = result.first_published_at, versions.get(result.decided_by_id or 0)
    if published_at is None or decided_by is None:
        return ()
    book = timing.book(day_of(published_at))
    if result.status == LotResult.Status.FAILED:
        return clocks_of_failure(
            published_at,
            method=project.method,
            kind=project.kind,
            book=book,
            calendar=timing.calendar,
            now=timing.now,
        )
    table = decided_by.table
    facts = AwardFacts(
        method=project.method,
        kind=project.kind,
        published_at=published_at,
        notice_working_days=table.notice_working_days if isinstance(table, ResultTable) else 0,
        contract_signed_on=contract.signed_on if contract else None,
        contract_published_at=versions[contract.version_id].first_published_at if contract else None,
    )
    return clocks_of_award(facts, book=book, calendar=timing.calendar, now=timing.now)


def _said_rows(result: LotResult, said: Sequence[Said], versions: Versions) -> list[SaidRow]:
    """Return everything that was said of the lot, what was published last first."""
    current = {result.awarded_by_id, result.failed_by_id, result.contracted_by_id}
    rows = []
    for each in said:
        version = versions[each.version_id]
        holds = version.pk in current
        standing = _standing(version.announcement, holds=holds, is_decided=result.status != LotResult.Status.PENDING)
        rows.append(SaidRow(version, _words(each), standing, holds))
    return sorted(rows, key=lambda row: (row.version.received_at, row.version.pk), reverse=True)


def _words(said: Said) -> str:
    match said:
        case Award():
            return f"{said.supplier_name}，{price_words(said)}"
        case LotFailure():
            return f"终止：{said.reason}"
        case LotContract():
            return f"{said.contract_no}，{said.supplier_name}，{money(said.amount)}"


def price_words(award: Award) -> str:
    """Return the price as the announcement states it: an amount, a rate, or that it states neither."""
    if award.price_form == PriceForm.AMOUNT:
        return f"{money(award.amount)}{f'（{award.rate}）' if award.rate else ''}"
    return award.rate if award.price_form == PriceForm.RATE else "公告未载明价格"


def _standing(announcement: Announcement, *, holds: bool, is_decided: bool) -> str:
    if holds:
        return "现行"
    if announcement.is_withdrawn:
        return "公告已撤回"
    return "已被替代" if is_decided else "未生效"
