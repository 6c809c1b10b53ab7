"""Settling what bidders hand in: 投标文件组成 of every lot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.tender_planning.documents.default_slots import DefaultSlot, default_slots
from apps.tender_planning.gates import claim
from apps.tender_planning.models import BidSlot, Planning, Sheet


@dataclass(frozen=True)
class SlotFacts:
    """A slot as entered; `key` names the stored one it changes, an unknown one makes a new slot."""

    key: UUID
    category: str
    name: str
    requirement: str = ""
    is_required: bool = True
    most_megabytes: int = 100


@transaction.atomic
def begin_slots(*, planning: Planning, revision: int, user: User, actor: Actor, now: datetime) -> int:
    """Give every lot that has no slots the usual ones; return the new revision.

    Raises Refused when every lot has some, NotOpen, StaleState.
    """
    revision = _claim(planning, revision, user, now)
    project = planning.project
    bare = [lot for lot in project.lots.all() if not lot.slots.exists()]
    if not bare:
        raise Refused({"": ["各标段都已有投标文件组成，不能再次按默认建立。"]})
    usual = default_slots(project.method, project.kind)
    for lot in bare:
        _add(planning, lot, (_copy(slot) for slot in usual))
    _record(planning, act="slots.begun", summary="按默认建立投标文件组成", revision=revision, actor=actor, now=now)
    return revision


@transaction.atomic
def save_slots(
    *,
    planning: Planning,
    revision: int,
    slots: Mapping[int, Sequence[SlotFacts]],
    user: User,
    actor: Actor,
    now: datetime,
) -> int:
    """Store the slots of every lot, by the lot's primary key, in the order given; return the new revision.

    Twice: the second is told by the revision. Raises Refused when a row stands in two lots; NotOpen, StaleState.
    """
    revision = _claim(planning, revision, user, now)
    keys = [facts.key for rows in slots.values() for facts in rows]
    if len(set(keys)) < len(keys):
        raise Refused({"": ["收到的表格中有重复的行，请刷新页面后重试。"]})
    # Rows are written anew under their keys; nothing refers to a row but by its key.
    planning.slots.all().delete()
    for lot in planning.project.lots.all():
        _add(planning, lot, slots[lot.pk])
    _record(planning, act="slots.saved", summary="保存投标文件组成", revision=revision, actor=actor, now=now)
    return revision


@transaction.atomic
def copy_slots(
    *, planning: Planning, source: Lot, target: Lot, revision: int, user: User, actor: Actor, now: datetime
) -> int:
    """Replace the slots of `target` by copies of those of `source`; return the new revision.

    Raises Refused when there is nothing to copy or both are the same lot; NotOpen, StaleState.
    """
    revision = _claim(planning, revision, user, now)
    if source.pk == target.pk:
        raise Refused({"target": ["请选择两个不同的标段。"]})
    copied = list(source.slots.all())
    if not copied:
        raise Refused({"source": [f"标段 {source.lot_no} 还没有可复制的内容。"]})
    target.slots.all().delete()
    _add(planning, target, (_copy(slot) for slot in copied))
    words = f"将标段 {source.lot_no} 的投标文件组成复制到标段 {target.lot_no}"
    _record(planning, act="slots.copied", summary=words, revision=revision, actor=actor, now=now)
    return revision


def _claim(planning: Planning, revision: int, user: User, now: datetime) -> int:
    return claim(planning, Sheet.Kind.SLOTS, revision=revision, user=user, now=now)


def _copy(slot: BidSlot | DefaultSlot) -> SlotFacts:
    return SlotFacts(
        key=uuid4(),
        category=slot.category,
        name=slot.name,
        requirement=slot.requirement,
        is_required=slot.is_required,
        most_megabytes=slot.most_megabytes,
    )


def _add(planning: Planning, lot: Lot, slots: Iterable[SlotFacts]) -> None:
    BidSlot.objects.bulk_create(
        BidSlot(planning=planning, lot=lot, position=position, **asdict(facts)) for position, facts in enumerate(slots)
    )


def _record(planning: Planning, *, act: str, summary: str, revision: int, actor: Actor, now: datetime) -> None:
    audit.record(act=act, summary=summary, subject=planning, actor=actor, now=now, details={"revision": revision})
