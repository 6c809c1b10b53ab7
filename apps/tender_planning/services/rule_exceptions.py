"""A breach that the law lets a named person answer for: entered with ground and reason, taken back, dropped."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import lock_open
from apps.tender_planning.models import Planning, RuleException, Sheet
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.selectors.rule_exceptions import apply_exceptions, breaches_at
from apps.tender_planning.snapshots.freezing import EXCEPTION_FIELDS

# Exceptions concern fees too, so they may be entered as soon as those.
KIND = Sheet.Kind.FEES


@transaction.atomic
def enter_exception(
    *,
    planning: Planning,
    rules: RuleBook,
    code: str,
    place: str,
    breach: str,
    responsible_name: str,
    ground: str,
    reason: str,
    user: User,
    actor: Actor,
    now: datetime,
) -> RuleException:
    """Let a named person answer for the breach of `code` at `place` that `breach` says, the sentence that was shown.

    `rules` are those of the day. Twice, or two at once: the second is refused, the first one's words stay.
    Raises Refused when the law knows no exception from the rule, there is no such breach now (nobody answers for
    what may come), it is another one than was shown, or it is answered for already; NotOpen.
    """
    lock_open(planning, KIND)
    rule = rules.find(code, method=planning.project.method, kind=planning.project.kind)
    if rule is None or not rule.is_excusable:
        raise Refused({"": ["法律没有规定这一事项可以例外，请按要求修改。"]})
    standing = breaches_at(planning, code, place, now)
    if not standing:
        raise Refused({"": ["目前没有这一不符合要求的事项，不需要例外说明，请刷新页面核对。"]})
    if breach not in standing:
        raise Refused({"": ["这一事项的内容刚刚有变化，例外说明没有保存；请按现在的内容核对后再保存。"]})
    try:
        with transaction.atomic():
            exception = RuleException.objects.create(
                planning=planning,
                code=code,
                place=place,
                breach=breach,
                responsible_name=responsible_name,
                ground=ground,
                reason=reason,
                entered_by=user,
                entered_at=now,
            )
    except IntegrityError:
        raise Refused({"": ["该事项已填写过例外说明；需要修改的，请先撤回原说明。"]}) from None
    audit.record(
        act="exception.entered",
        summary=f"填写例外说明：{rule.title}",
        subject=planning,
        actor=actor,
        now=now,
        details=_details(exception),
    )
    return exception


@transaction.atomic
def take_back_exception(*, planning: Planning, exception_pk: int, actor: Actor, now: datetime) -> None:
    """Take an exception back; what it said stays in the audit trail. Raises StaleState when it is gone, NotOpen."""
    lock_open(planning, KIND)
    exception = planning.exceptions.filter(pk=exception_pk).first()
    if exception is None:
        raise StaleState("这条例外说明已经撤回。")
    audit.record(
        act="exception.taken_back",
        summary=f"撤回例外说明：{exception.responsible_name}",
        subject=planning,
        actor=actor,
        now=now,
        details=_details(exception),
    )
    exception.delete()


def drop_unneeded(*, planning: Planning, findings: Iterable[Finding], actor: Actor, now: datetime) -> None:
    """Remove the exceptions that cover none of `findings`: nobody answers in a version for what is not in it.

    For the issuing, inside its transaction. What they said stays in the audit trail.
    """
    needed = {exception.pk for _, exception in apply_exceptions(findings, planning.exceptions.all()) if exception}
    for exception in planning.exceptions.exclude(pk__in=needed):
        audit.record(
            act="exception.dropped",
            summary=f"不再需要的例外说明不随版本固定：{exception.responsible_name}",
            subject=planning,
            actor=actor,
            now=now,
            details=_details(exception),
        )
        exception.delete()


def _details(exception: RuleException) -> dict[str, str]:
    return {name: getattr(exception, name) for name in EXCEPTION_FIELDS}
