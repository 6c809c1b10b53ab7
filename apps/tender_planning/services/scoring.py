"""Settling 评分标准 of a lot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.tender_planning.models import Planning, ScoringGroup, ScoringItem, ScoringScheme, Sheet
from apps.tender_planning.scoring.facts import SETTINGS, Item, Level, SchemeFacts
from apps.tender_planning.selectors.scoring import schemes_of
from apps.tender_planning.services.lot_sheets import claim_of_lot, record_of_lot

KIND = Sheet.Kind.SCORING
ITEM_FACTS = (
    "category",
    "position",
    "name",
    "judging",
    "least_points",
    "most_points",
    "description",
    "evidence",
    "levels",
)


@transaction.atomic
def save_scheme(
    *, planning: Planning, lot: Lot, revision: int, scheme: SchemeFacts, user: User, actor: Actor, now: datetime
) -> int:
    """Store the scheme of a lot, complete or not; return the new revision of its sheet.

    Items are known by their keys: the same page sent twice stores the same rows. Two people: the
    second is told by the revision. Raises NotOpen, StaleState.
    """
    revision = claim_of_lot(planning, KIND, lot, revision=revision, user=user, now=now)
    _store(planning, lot, scheme, now)
    record_of_lot(planning, lot, "scoring.saved", "保存评分标准", revision=revision, actor=actor, now=now)
    return revision


@transaction.atomic
def copy_scheme(
    *, planning: Planning, source: Lot, target: Lot, revision: int, user: User, actor: Actor, now: datetime
) -> int:
    """Replace the scheme of `target` by that of `source`, a lot of the same agency; return the new revision.

    The rows get keys of their own. Raises Refused when the source has no scheme or belongs to
    somebody else, NotOpen, StaleState.
    """
    revision = claim_of_lot(planning, KIND, target, revision=revision, user=user, now=now)
    if source.project.agency_id != planning.project.agency_id:
        raise Refused({"": ["只能复制本机构的评分标准。"]})
    scheme = schemes_of([source]).get(source.pk)
    if scheme is None:
        raise Refused({"": [f"标段 {source.lot_no} 还没有评分标准，没有可复制的内容。"]})
    items = tuple(replace(item, key=str(uuid4())) for item in scheme.items)
    _store(planning, target, replace(scheme, items=items), now)
    origin = f"{source.project.project_no or source.project.name} 标段 {source.lot_no}"
    record_of_lot(
        planning, target, "scoring.copied", f"复制{origin}的评分标准", revision=revision, actor=actor, now=now
    )
    return revision


def _store(planning: Planning, lot: Lot, facts: SchemeFacts, now: datetime) -> None:
    settings = {name: getattr(facts, name) for name in SETTINGS}
    scheme, _ = ScoringScheme.objects.update_or_create(
        lot=lot, defaults={"planning": planning, "changed_at": now, **settings}
    )
    ScoringGroup.objects.bulk_create(
        [
            ScoringGroup(scheme=scheme, category=group.category, name=group.name, points=group.points)
            for group in facts.groups
        ],
        update_conflicts=True,
        unique_fields=["scheme", "category"],
        update_fields=["name", "points"],
    )
    _store_items(scheme, facts.items)


def _store_items(scheme: ScoringScheme, items: Sequence[Item]) -> None:
    scheme.items.exclude(key__in=[item.key for item in items]).delete()
    ScoringItem.objects.bulk_create(
        [
            ScoringItem(
                scheme=scheme,
                category=item.category,
                key=item.key,
                position=position,
                name=item.name,
                judging=item.judging,
                least_points=item.least_points,
                most_points=item.most_points,
                description=item.description,
                evidence=item.evidence,
                levels=[_level(level) for level in item.levels],
            )
            for position, item in enumerate(items)
        ],
        update_conflicts=True,
        unique_fields=["scheme", "key"],
        update_fields=list(ITEM_FACTS),
    )


def _level(level: Level) -> dict[str, str | None]:
    return {
        "label": level.label,
        "least": _written(level.least),
        "most": _written(level.most),
        "criterion": level.criterion,
    }


def _written(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:f}"
