"""Settling what the bids of a lot are examined for: 资格审查 and 符合性审查.

Statutory items keep the words of the center's template: they can be put in another place among the
others, and neither dropped nor rewritten. Whoever asks for more adds an item of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.tender_planning.check_catalogue import load_catalogue
from apps.tender_planning.models import CheckTemplate, ComplianceItem, Planning, QualificationItem, Sheet
from apps.tender_planning.models.checks import WORDS, CheckItem, Stage
from apps.tender_planning.services.lot_sheets import claim_of_lot, record_of_lot

KIND = Sheet.Kind.CHECKS
MODELS: Mapping[str, type[QualificationItem] | type[ComplianceItem]] = {
    Stage.QUALIFICATION: QualificationItem,
    Stage.COMPLIANCE: ComplianceItem,
}


@dataclass(frozen=True)
class CheckFacts:
    """An item as entered; `key` names the stored item it changes, an unknown one makes a new item."""

    key: UUID
    name: str
    requirement: str = ""
    evidence: str = ""
    judging: str = ""
    citation: str = ""


@transaction.atomic
def begin_checks(*, planning: Planning, lot: Lot, revision: int, user: User, actor: Actor, now: datetime) -> int:
    """Begin both tables of a lot with the items of the center's templates; return the new revision.

    Raises Refused when there are items already, NotOpen, StaleState.
    """
    revision = claim_of_lot(planning, KIND, lot, revision=revision, user=user, now=now)
    if any(model.objects.filter(lot=lot).exists() for model in MODELS.values()):
        raise Refused({"": ["本标段已经建立审查项，不能再次按模板建立。"]})
    _add(planning, lot, load_catalogue(planning.project).items_for(lot))
    record_of_lot(planning, lot, "checks.begun", "按模板建立审查项", revision=revision, actor=actor, now=now)
    return revision


@transaction.atomic
def save_checks(
    *,
    planning: Planning,
    lot: Lot,
    revision: int,
    items: Mapping[str, Sequence[CheckFacts]],
    user: User,
    actor: Actor,
    now: datetime,
) -> int:
    """Store both tables of a lot, by stage, in the order given; return the new revision.

    Twice: the second is told by the revision. Raises Refused (keys `<stage>` and `<stage>-<row>-<field>`)
    when a statutory item is missing or reworded; NotOpen, StaleState.
    """
    revision = claim_of_lot(planning, KIND, lot, revision=revision, user=user, now=now)
    required = load_catalogue(planning.project).statutory_for(lot)
    stored = {stage: {item.key: item for item in model.objects.filter(lot=lot)} for stage, model in MODELS.items()}
    problems: dict[str, list[str]] = {}
    for stage in MODELS:
        problems |= _broken_statutes(stage, items[stage], stored[stage], required)
    if problems:
        raise Refused(problems)
    for stage, model in MODELS.items():
        _store(planning, lot, model, items[stage], stored=stored[stage], required=frozenset(required))
    record_of_lot(planning, lot, "checks.saved", "保存审查项", revision=revision, actor=actor, now=now)
    return revision


@transaction.atomic
def complete_checks(*, planning: Planning, lot: Lot, revision: int, user: User, actor: Actor, now: datetime) -> int:
    """Add the statutory items that are missing and give the others the present words of their templates.

    An item that is statutory no more (the deposit was dropped, the center changed the template) stays as one that
    the agency may remove. Raises NotOpen, StaleState.
    """
    revision = claim_of_lot(planning, KIND, lot, revision=revision, user=user, now=now)
    required = load_catalogue(planning.project).statutory_for(lot)
    present: set[int | None] = set()
    for model in MODELS.values():
        items = list(model.objects.filter(lot=lot))
        for item in items:
            present.add(item.template_id)
            template = required.get(item.template_id or 0)
            item.is_statutory = template is not None
            if template is not None:
                _take_words(item, template)
        model.objects.bulk_update(items, [*WORDS, "is_statutory"])  # type: ignore[arg-type]
    _add(planning, lot, [template for pk, template in required.items() if pk not in present])
    record_of_lot(
        planning, lot, "checks.completed", "补齐并更新法定必备的审查项", revision=revision, actor=actor, now=now
    )
    return revision


@transaction.atomic
def copy_checks(
    *, planning: Planning, source: Lot, target: Lot, revision: int, user: User, actor: Actor, now: datetime
) -> int:
    """Replace the tables of `target` by copies of those of `source`; return the new revision of the target.

    What is statutory follows the target: a deposit that only one of the two lots asks for is examined there alone.
    Raises Refused when there is nothing to copy, NotOpen, StaleState.
    """
    revision = claim_of_lot(planning, KIND, target, revision=revision, user=user, now=now)
    required = load_catalogue(planning.project).statutory_for(target)
    present: set[int | None] = set()
    copied = 0
    for model in MODELS.values():
        model.objects.filter(lot=target).delete()
        copies = []
        for item in model.objects.filter(lot=source):
            if item.is_statutory and item.template_id not in required:
                continue
            present.add(item.template_id)
            item.pk, item.key, item.lot = None, uuid4(), target
            item.is_statutory = item.template_id in required
            copies.append(item)
        model.objects.bulk_create(copies)  # type: ignore[arg-type]
        copied += len(copies)
    if not copied:
        raise Refused({"": [f"标段 {source.lot_no} 还没有审查项，没有可复制的内容。"]})
    _add(planning, target, [template for pk, template in required.items() if pk not in present])
    record_of_lot(
        planning,
        target,
        "checks.copied",
        f"从标段 {source.lot_no} 复制审查项",
        revision=revision,
        actor=actor,
        now=now,
    )
    return revision


def _broken_statutes(
    stage: str,
    rows: Sequence[CheckFacts],
    stored: Mapping[UUID, CheckItem],
    required: Mapping[int, CheckTemplate],
) -> dict[str, list[str]]:
    """Return which statutory items of a table were dropped or reworded."""
    problems: dict[str, list[str]] = {}
    places = {row.key: place for place, row in enumerate(rows)}
    for item in stored.values():
        if item.template_id not in required:
            continue
        if item.key not in places:
            problems.setdefault(stage, []).append(f"“{item.name}”为法定必备的审查项，不能删除。")
            continue
        place = places[item.key]
        for name in WORDS:
            if _plain(getattr(rows[place], name)) != _plain(getattr(item, name)):
                text = f"“{item.name}”为法定必备的审查项，不能修改；需要增加要求的，请另列一项。"
                problems[f"{stage}-{place}-{name}"] = [text]
    return problems


def _plain(text: str) -> str:
    """Return a text as it is compared: browsers write line breaks their own way."""
    return " ".join(text.split())


def _store(
    planning: Planning,
    lot: Lot,
    model: type[QualificationItem] | type[ComplianceItem],
    rows: Sequence[CheckFacts],
    *,
    stored: Mapping[UUID, CheckItem],
    required: frozenset[int],
) -> None:
    keys = [row.key for row in rows]
    if model.objects.filter(planning=planning, key__in=keys).exclude(lot=lot).exists():
        raise Refused({"": ["收到的表格属于另一个标段，请刷新页面后重试。"]})
    model.objects.filter(lot=lot).exclude(key__in=keys).delete()
    items: list[Any] = []
    for position, row in enumerate(rows):
        item = stored.get(row.key) or model(planning=planning, lot=lot)
        item.position, item.is_statutory = position, item.template_id in required
        for name, value in asdict(row).items():
            setattr(item, name, value)
        items.append(item)
    model.objects.bulk_update([item for item in items if item.pk], [*WORDS, "position", "is_statutory"])
    model.objects.bulk_create([item for item in items if not item.pk])


def _add(planning: Planning, lot: Lot, templates: Iterable[CheckTemplate]) -> None:
    """Add an item for each template below those that are there."""
    for stage, model in MODELS.items():
        first = model.objects.filter(lot=lot).count()
        items = []
        for place, template in enumerate(each for each in templates if each.stage == stage):
            item = model(
                planning=planning,
                lot=lot,
                template=template,
                position=first + place,
                is_statutory=template.is_statutory,
            )
            _take_words(item, template)
            items.append(item)
        model.objects.bulk_create(items)  # type: ignore[arg-type]


def _take_words(item: CheckItem, template: CheckTemplate) -> None:
    for name in WORDS:
        value: Any = getattr(template, name)
        setattr(item, name, value)
