"""Taking what the platform pushes: each key once, each project's versions upwards only."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.province.canonical import payload_digest
from apps.province.choices import PushKind
from apps.province.exceptions import FieldError, IdempotencyMismatch, InvalidDocument, PlanUnknown, StaleVersion
from apps.province.models import FaultRule, HeldDocument, Plan, PushTaking
from apps.province.push_documents import LotsPush, PushDocument, read_push
from apps.province.services import faults
from apps.province.services.locks import lock_until_commit
from apps.province.wire_types import parse_json

MAX_KEY_LENGTH = 64


@dataclass(frozen=True)
class Receipt:
    """The province's word that a push was taken, and whether this request was the one."""

    number: str
    accepted_at: datetime
    is_new: bool


@dataclass(frozen=True)
class _Push:
    kind: PushKind
    project_no: str
    idempotency_key: str
    body: dict[str, Any]
    digest: str
    now: datetime


@transaction.atomic
def take_push(*, kind: PushKind, project_no: str, idempotency_key: str, raw_body: bytes, now: datetime) -> Receipt:
    """Take a push, or return the receipt that its key already has.

    Twice with the same key and body: the same receipt; what was taken under it is put back where it is
    held no more, and else nothing happens. At once: one waits for the other's commit and then gets its receipt.

    Raises InvalidDocument, IdempotencyMismatch, PlanUnknown and StaleVersion; a push that was refused
    leaves its key free.
    """
    if not 0 < len(idempotency_key) <= MAX_KEY_LENGTH:
        raise InvalidDocument([FieldError("Idempotency-Key", f"请求头须为 1 至 {MAX_KEY_LENGTH} 个字符")])
    body = parse_json(raw_body)
    # The digest covers where the document was put: one key cannot serve two addresses.
    digest = payload_digest([kind.value, project_no, body])
    push = _Push(kind, project_no, idempotency_key, body, digest, now)
    # One lock for all pushes: a county sends a handful a day, and it makes every check below final.
    lock_until_commit("pushes")
    earlier = PushTaking.objects.filter(idempotency_key=idempotency_key).order_by("pk").first()
    if earlier is not None:
        if earlier.digest != digest:
            raise IdempotencyMismatch("该幂等键已用于另一内容")
        if faults.strike(FaultRule.Kind.IGNORE_IDEMPOTENCY, kind, key=project_no):
            return _enter_in_ledger(push, version=earlier.version, is_repeat=True)
        _put_back_what_is_lost(earlier)
        return Receipt(earlier.receipt, earlier.accepted_at, is_new=False)
    document = read_push(kind, project_no, body)
    _require_known_plans(document)
    held = HeldDocument.objects.filter(kind=kind, project_no=project_no).first()
    if held is not None and document.version <= held.version:
        raise StaleVersion(held.version)
    HeldDocument.objects.update_or_create(
        kind=kind, project_no=project_no, defaults={"version": document.version, "body": body, "received_at": now}
    )
    return _enter_in_ledger(push, version=document.version, is_repeat=False)


@transaction.atomic
def lose_lots(*, project_no: str, remembers_keys: bool) -> None:
    """Hold the lots of a project no more. With the keys forgotten too, as after a return to an old backup."""
    lock_until_commit("pushes")
    HeldDocument.objects.filter(kind=PushKind.LOTS, project_no=project_no).delete()
    if not remembers_keys:
        PushTaking.objects.filter(kind=PushKind.LOTS, project_no=project_no).delete()


def _put_back_what_is_lost(taking: PushTaking) -> None:
    """Hold again what the receipt says was taken, unless that or a newer version is held."""
    held = HeldDocument.objects.filter(kind=taking.kind, project_no=taking.project_no).first()
    if held is None or held.version < taking.version:
        HeldDocument.objects.update_or_create(
            kind=taking.kind,
            project_no=taking.project_no,
            defaults={"version": taking.version, "body": taking.body, "received_at": taking.accepted_at},
        )


def _enter_in_ledger(push: _Push, *, version: int, is_repeat: bool) -> Receipt:
    taking = PushTaking.objects.create(
        kind=push.kind,
        project_no=push.project_no,
        version=version,
        idempotency_key=push.idempotency_key,
        body=push.body,
        digest=push.digest,
        receipt=f"HN{secrets.token_hex(10).upper()}",
        accepted_at=push.now,
        is_repeat=is_repeat,
    )
    return Receipt(taking.receipt, taking.accepted_at, is_new=True)


def _require_known_plans(document: PushDocument) -> None:
    """Refuse what hangs in the air: lots of plans we have not filed, anything else of projects without lots."""
    if not isinstance(document, LotsPush):
        if not HeldDocument.objects.filter(kind=PushKind.LOTS, project_no=document.project_no).exists():
            raise PlanUnknown("尚未收到该项目的标段")
        return
    statuses = dict(Plan.objects.filter(plan_no__in=document.plan_nos).values_list("plan_no", "status"))
    errors = []
    for index, plan_no in enumerate(document.plan_nos):
        status = statuses.get(plan_no, Plan.Status.DRAFT)
        if status == Plan.Status.DRAFT:
            raise PlanUnknown(f"采购计划 {plan_no} 尚未备案")
        if status == Plan.Status.WITHDRAWN:
            errors.append(FieldError(f"plan_nos[{index}]", f"采购计划 {plan_no} 已撤回"))
    if errors:
        raise InvalidDocument(errors)
