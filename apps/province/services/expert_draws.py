"""专家抽取: filing a draw, drawing from the pool, and who came."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.province.choices import ExpertStatus, Feed, Operation
from apps.province.exceptions import (
    ChangedMeanwhile,
    FieldError,
    InvalidDocument,
    NotFound,
    SentAlready,
    UnlawfulMove,
)
from apps.province.expert_pool import PoolExpert, eligible
from apps.province.filings import DrawnExpert, ExpertDrawFiling
from apps.province.models import ExpertDraw
from apps.province.selectors import lots_of_project
from apps.province.services.changes import append_change
from apps.province.services.locks import lock_until_commit
from apps.province.services.numbers import next_number
from apps.province.times import to_wire_time
from apps.province.wire_types import read_document


@dataclass(frozen=True)
class DrawOrder:
    """What an officer asks for; whom it falls on is for chance."""

    project_no: str
    lot_nos: list[str]
    required: int
    evaluation_at: datetime
    sealed_until: datetime
    redraw_of: str | None = None
    specialties: list[str] = field(default_factory=list)


@transaction.atomic
def file_expert_draw(*, filing: ExpertDrawFiling, now: datetime) -> ExpertDraw:
    """Keep a draw and push it; filing the same number again makes its next version."""
    lock_until_commit("expert draws")
    draw = ExpertDraw.objects.filter(draw_no=filing.draw_no).first()
    if draw is None:
        draw = ExpertDraw(draw_no=filing.draw_no, version=1)
    else:
        draw.version += 1
    return _keep_and_push(draw, filing, now)


@transaction.atomic
def draw_experts(*, order: DrawOrder, now: datetime, form_key: str, chance: random.Random | None = None) -> ExpertDraw:
    """Draw experts and push who they are, sealed.

    Nobody is drawn who works for the purchaser or stood in the draw that this one replaces. The first one
    drawn is proposed as chair. Raises SentAlready if the page named by `form_key` was sent before, NotFound for
    a project without lots, and InvalidDocument if the pool cannot give as many.
    """
    lock_until_commit("expert draws")
    earlier = ExpertDraw.objects.filter(form_key=form_key).first()
    if earlier is not None:
        raise SentAlready(earlier.draw_no)
    drawn = _pick(
        order.required,
        project_no=order.project_no,
        specialties=order.specialties,
        without=_experts_of(order.redraw_of),
        chance=chance,
    )
    draw_no = next_number(ExpertDraw.objects.all(), "draw_no", prefix=f"CQ-{to_wire_time(now)[:4]}-", digits=6)
    filing = ExpertDrawFiling(
        draw_no=draw_no,
        project_no=order.project_no,
        lot_nos=order.lot_nos,
        drawn_at=timezone.localtime(now),
        evaluation_at=order.evaluation_at,
        sealed_until=order.sealed_until,
        redraw_of=order.redraw_of,
        required=order.required,
        experts=[_drawn(expert, is_chair=place == 0) for place, expert in enumerate(drawn)],
    )
    return _keep_and_push(ExpertDraw(draw_no=draw_no, version=1, form_key=form_key), filing, now)


@transaction.atomic
def record_attendance(
    *,
    draw_no: str,
    statuses: Mapping[str, str],
    chair_no: str | None,
    now: datetime,
    expected_version: int | None = None,
    chance: random.Random | None = None,
) -> ExpertDraw:
    """Say by expert number who is confirmed, absent or replaced; for each newly replaced one another is drawn.

    Raises NotFound, ChangedMeanwhile, UnlawfulMove if nothing changes or somebody replaced should come back, and
    InvalidDocument if the chair is not confirmed or the pool is exhausted.
    """
    lock_until_commit("expert draws")
    draw = ExpertDraw.objects.filter(draw_no=draw_no).first()
    if draw is None:
        raise NotFound(f"没有专家抽取 {draw_no}")
    if expected_version is not None and draw.version != expected_version:
        raise ChangedMeanwhile("该抽取结果刚被他人修改，请查看最新内容后再操作")
    filed = read_document(ExpertDrawFiling, draw.payload)
    experts: list[DrawnExpert] = []
    substitutes: list[DrawnExpert] = []
    for expert in filed.experts:
        status = statuses.get(expert.expert_no, expert.status)
        if expert.status == ExpertStatus.REPLACED and status != ExpertStatus.REPLACED:
            raise UnlawfulMove("已更换的专家不能恢复")
        if status == ExpertStatus.REPLACED and expert.status != ExpertStatus.REPLACED:
            known = [other.expert_no for other in [*filed.experts, *substitutes]]
            found = _pick(1, project_no=filed.project_no, specialties=expert.specialties, without=known, chance=chance)
            substitutes.append(_drawn(found[0], is_chair=False))
        is_chair = expert.expert_no == chair_no
        experts.append(expert.model_copy(update={"status": status, "is_chair": is_chair}))
    if experts == filed.experts:
        raise UnlawfulMove("到场情况没有变化")
    if any(expert.is_chair and expert.status != ExpertStatus.CONFIRMED for expert in experts):
        raise InvalidDocument([FieldError("chair", "组长须是确认参加的专家")])
    draw.version += 1
    return _keep_and_push(draw, filed.model_copy(update={"experts": [*experts, *substitutes]}), now)


def _keep_and_push(draw: ExpertDraw, filing: ExpertDrawFiling, now: datetime) -> ExpertDraw:
    draw.payload = filing.model_dump(mode="json", exclude_none=True)
    draw.changed_at = now
    draw.save()
    append_change(
        feed=Feed.EXPERT_DRAWS,
        key=draw.draw_no,
        version=draw.version,
        op=Operation.UPSERT,
        payload=draw.payload,
        now=now,
    )
    return draw


def _pick(
    number: int, *, project_no: str, specialties: list[str], without: list[str], chance: random.Random | None
) -> list[PoolExpert]:
    held = lots_of_project(project_no)
    if held is None:
        raise NotFound(f"尚未收到项目 {project_no} 的标段")
    candidates = eligible(specialties=specialties, purchaser=held.body["purchaser"]["name"], without=without)
    if len(candidates) < number:
        message = f"专家库中符合条件且不需回避的专家只有 {len(candidates)} 名"
        raise InvalidDocument([FieldError("required", message)])
    # The system's own source of chance: nobody may foresee who judges.
    return (chance or random.SystemRandom()).sample(candidates, number)


def _experts_of(draw_no: str | None) -> list[str]:
    draw: Any = ExpertDraw.objects.filter(draw_no=draw_no).first() if draw_no else None
    return [expert["expert_no"] for expert in draw.payload["experts"]] if draw else []


def _drawn(expert: PoolExpert, *, is_chair: bool) -> DrawnExpert:
    return DrawnExpert(
        expert_no=expert.expert_no,
        name=expert.name,
        id_card=expert.id_card,
        phone=expert.phone,
        employer=expert.employer,
        specialties=list(expert.specialties),
        status=ExpertStatus.CONFIRMED.value,
        is_chair=is_chair,
    )
