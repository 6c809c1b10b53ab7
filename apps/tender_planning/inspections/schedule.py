"""What keeps 开评标配置 from being issued: dates, committee, rooms, and what the announcement told bidders."""

from collections.abc import Iterator

from apps.core.templatetags.ui import datetime_cn
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import EvaluationSettings, OpeningSettings, Planning, Room, RoomBooking
from apps.tender_planning.schedule.committee import (
    CommitteeRequirement,
    check_candidates,
    check_committee,
    required_committee,
)
from apps.tender_planning.schedule.proofs import findings_of, prove_schedule
from apps.tender_planning.selectors.rooms import period_of
from apps.tender_planning.selectors.schedule import ANNOUNCED_TIMES, ScheduleSettings, load_settings
from apps.tender_planning.services.rooms import period_words
from apps.tender_planning.setup_rules import opening_place

# Bidders were told: another time is told by a change announcement (更正).
CHANGE_ARTICLE = "政府采购法实施条例第三十一条、财政部令第87号第二十七条"
REQUIRED = (*ANNOUNCED_TIMES, "opening_place", "price_reader")
REQUIRED_OF_COMMITTEE = ("expert_count", "representative_count", "candidate_count")


def inspect(context: Context) -> list[Finding]:
    """Return what is wrong with the stored settings; places are the names of the fields."""
    settings = load_settings(context.planning)
    if not settings.is_stored:
        return [Finding("error", "", "还没有保存开评标配置。")]
    return inspect_settings(context, settings)


def inspect_settings(context: Context, settings: ScheduleSettings) -> list[Finding]:
    """Return what is wrong with settings, stored or suggested."""
    proofs = prove_schedule(settings.facts(context.planning), book=context.rules, calendar=context.calendar)
    return [
        *_missing(context, settings),
        *_against_announcement(settings),
        *findings_of(proofs),
        *_committee(context, settings.evaluation),
        *_decryption(context.planning, settings),
        *_rooms(context.planning, settings),
    ]


def _missing(context: Context, settings: ScheduleSettings) -> Iterator[Finding]:
    wanted: list[tuple[OpeningSettings | EvaluationSettings, str]] = [(settings.opening, name) for name in REQUIRED]
    wanted += [(settings.evaluation, "evaluation_at")]
    if committee_for(context, settings.evaluation) is not None:
        wanted += [(settings.evaluation, name) for name in REQUIRED_OF_COMMITTEE]
    for record, name in wanted:
        if getattr(record, name) in (None, ""):
            yield Finding("error", name, f"没有填写{_label(record, name)}。")


def _against_announcement(settings: ScheduleSettings) -> Iterator[Finding]:
    """Hold the times against those that the announcement told bidders."""
    announced, opening = settings.announced, settings.opening
    if announced is None:
        return
    for name in ANNOUNCED_TIMES:
        told, entered = getattr(announced, name), getattr(opening, name)
        if entered is not None and entered != told:
            label = _label(opening, name)
            text = f"{label}与采购公告不一致：公告载明 {datetime_cn(told)}。需要调整的，须先发布变更公告。"
            yield Finding("error", name, text, CHANGE_ARTICLE)
    if opening.opening_place and opening.opening_place != announced.opening_place:
        text = f"开标（开启）地点与采购公告不一致：公告载明“{announced.opening_place}”，请核对。"
        yield Finding("warning", "opening_place", text)


def committee_for(context: Context, evaluation: EvaluationSettings) -> CommitteeRequirement | None:
    """Return the committee that the law asks for; None where there is none."""
    project = context.planning.project
    return required_committee(
        context.rules,
        method=project.method,
        kind=project.kind,
        budget=project.budget,
        is_complex=evaluation.is_complex,
    )


def _committee(context: Context, evaluation: EvaluationSettings) -> Iterator[Finding]:
    project = context.planning.project
    required = committee_for(context, evaluation)
    if required and evaluation.expert_count is not None and evaluation.representative_count is not None:
        yield from check_committee(
            required, experts=evaluation.expert_count, representatives=evaluation.representative_count
        )
    if evaluation.candidate_count is not None:
        yield from check_candidates(
            context.rules, method=project.method, kind=project.kind, candidates=evaluation.candidate_count
        )


def _decryption(planning: Planning, settings: ScheduleSettings) -> Iterator[Finding]:
    minutes = settings.setup.decryption_minutes
    if planning.project.is_remote_opening and minutes and settings.opening.opening_minutes < minutes:
        text = f"预计开标时长短于解密时限（{minutes} 分钟），请核对。"
        yield Finding("warning", "opening_minutes", text)


def _rooms(planning: Planning, settings: ScheduleSettings) -> Iterator[Finding]:
    """Hold the bookings against the times: a room must be had for just the time that it is needed."""
    booked = {
        booking.purpose: booking for booking in planning.bookings.filter(released_at=None).select_related("room")
    }
    opening_kind = opening_place(is_remote=planning.project.is_remote_opening)
    for purpose, record, kind in (
        (RoomBooking.Purpose.OPENING, settings.opening, opening_kind),
        (RoomBooking.Purpose.EVALUATION, settings.evaluation, Room.Kind.EVALUATION),
    ):
        booking = booked.get(purpose)
        start, end = period_of(record)
        if booking is None:
            yield Finding("error", f"room-{purpose}", f"还没有预约{kind.label}。")
            continue
        if booking.room.kind != kind:
            text = f"本项目应使用{kind.label}，现预约的{booking.room}是{booking.room.get_kind_display()}，请改约。"
            yield Finding("error", f"room-{purpose}", text)
        if (booking.starts_at, booking.ends_at) != (start, end):
            had = period_words(booking.starts_at, booking.ends_at)
            text = f"{booking.room}预约的时段是 {had}，与现在设定的{purpose.label}时间不一致，请改约。"
            yield Finding("error", f"room-{purpose}", text)


def _label(record: OpeningSettings | EvaluationSettings, name: str) -> str:
    return next(str(field.verbose_name) for field in record._meta.fields if field.name == name)
