"""资费定义: what is paid for each lot."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.keyed_rows import INCOMPLETE
from apps.tender_planning.fees_limits import breaches
from apps.tender_planning.fees_settling import FeeFacts, settle
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import FeeItem, Planning, Sheet
from apps.tender_planning.models.fees import Manner
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.services.lot_sheets import claim_of_lot

KIND = Sheet.Kind.FEES
STORED = (
    "position",
    "tariff",
    "manner",
    "payer",
    "base",
    "base_amount",
    "rate",
    "discount",
    "amount",
    "steps",
    "note",
)  # fmt: skip


@transaction.atomic
def save_fees(
    *,
    planning: Planning,
    lot: Lot,
    revision: int,
    fees: Sequence[FeeFacts],
    user: User,
    actor: Actor,
    now: datetime,
) -> int:
    """Store the fees of one lot in place of those that were there, computed; return the new revision.

    Rows are known by their keys, so what is sent twice is stored once. Raises NotOpen, StaleState,
    Refused with `fees-<n>-<field>` for what is missing in the nth fee or breaks a limit.
    """
    new_revision = claim_of_lot(planning, KIND, lot, revision=revision, user=user, now=now)
    items = _settled(planning, lot, fees, load_rule_book(timezone.localdate(now)))
    _store(planning, lot, items)
    audit.record(
        act="fees.saved",
        summary=f"保存标段 {lot.lot_no} 的资费",
        subject=planning,
        actor=actor,
        now=now,
        details={"lot_no": lot.lot_no, "revision": new_revision, "fees": [_in_short(item) for item in items]},
    )
    return new_revision


@transaction.atomic
def copy_fees(
    *,
    planning: Planning,
    lot: Lot,
    revision: int,
    targets: Mapping[Lot, int],
    user: User,
    actor: Actor,
    now: datetime,
) -> None:
    """Put the stored fees of one lot in place of those of other lots, computed with their own budgets.

    `targets` are the lots with the revisions that the page showed. An estimated award is not
    copied: each lot begins with its own ceiling price. All lots or none.

    Raises NotOpen, StaleState, Refused when nothing is stored yet or a lot's limits are lower.
    """
    for target, seen in targets.items():
        claim_of_lot(planning, KIND, target, revision=seen, user=user, now=now)
    if revision_of(planning, KIND, str(lot.pk)) != revision:
        raise StaleState(f"标段 {lot.lot_no} 的资费刚刚在别处被保存过，请刷新页面核对后再复制。")
    stored = list(planning.fees.filter(lot=lot).select_related("tariff").prefetch_related("tariff__brackets"))
    if not stored:
        raise Refused({"": ["本标段的资费还没有保存，请先保存再复制。"]})
    rules = load_rule_book(timezone.localdate(now))
    for target in targets:
        try:
            _store(planning, target, _settled(planning, target, _copies(stored), rules))
        except Refused as refusal:
            raise Refused({"": [f"标段 {target.lot_no}：{refusal}"]}) from None
    audit.record(
        act="fees.copied",
        summary=f"将标段 {lot.lot_no} 的资费复制到标段 {'、'.join(target.lot_no for target in targets)}",
        subject=planning,
        actor=actor,
        now=now,
        details={"from": lot.lot_no, "to": [target.lot_no for target in targets]},
    )


def _settled(planning: Planning, lot: Lot, fees: Iterable[FeeFacts], rules: RuleBook) -> list[FeeItem]:
    """Return the fees, computed and within the limits. Raises Refused for all that is wrong at once."""
    items: list[FeeItem] = []
    problems: dict[str, list[str]] = {}
    for index, facts in enumerate(fees):
        try:
            items.append(settle(facts, lot))
        except Refused as refusal:
            problems |= {f"fees-{index}-{field}": texts for field, texts in refusal.problems.items()}
    if not problems:
        for breach in breaches(planning.project, lot, items, rules):
            problems.setdefault(f"fees-{breach.index}-{breach.field}", []).append(breach.sentence)
    if problems:
        raise Refused(problems)
    for position, item in enumerate(items):
        item.planning, item.position = planning, position
    return items


def _store(planning: Planning, lot: Lot, items: Sequence[FeeItem]) -> None:
    keys = [item.key for item in items]
    if planning.fees.filter(key__in=keys).exclude(lot=lot).exists():
        raise Refused({"": [INCOMPLETE]})
    planning.fees.filter(lot=lot).exclude(key__in=keys).delete()
    FeeItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["planning", "key"], update_fields=list(STORED)
    )


def _copies(stored: Iterable[FeeItem]) -> list[FeeFacts]:
    return [
        FeeFacts(
            key=uuid4(),
            tariff=item.tariff,
            manner=item.manner,
            payer=item.payer,
            base=item.base,
            rate=item.rate,
            amount=item.amount if item.manner == Manner.FIXED else None,
            discount=item.discount,
            note=item.note,
        )
        for item in stored
    ]


def _in_short(item: FeeItem) -> str:
    return f"{item.tariff}：{item.get_manner_display()} {item.amount}"
