"""What the center's first page says of the exchange."""

from datetime import datetime

from django.db.models import Count, Min
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_desks import list_url
from apps.accounts.center_site import Desk, has_role
from apps.core.models import OutboxMessage
from apps.interconnection.connection import clock_time, data_as_of, feed_states
from apps.interconnection.list_filters import FAILING, PARKED, UNDELIVERED
from apps.interconnection.models import Discrepancy, FeedCursor, InboundRecord

LONGEST_REASON = 90


def undelivered_messages(request: HttpRequest, now: datetime) -> Desk | None:
    """Count what the province does not have yet; what was given up is red, what is being retried is amber."""
    if not has_role(request, BUSINESS_READERS):
        return None
    found = OutboxMessage.objects.filter(UNDELIVERED).aggregate(
        count=Count("pk"),
        parked=Count("pk", filter=PARKED),
        failing=Count("pk", filter=FAILING),
        oldest=Min("enqueued_at"),
    )
    notes = [f"已搁置 {found['parked']} 条，须人工处理"] if found["parked"] else []
    notes += [f"发送失败正在重试 {found['failing']} 条"] if found["failing"] else []
    tone = "danger" if found["parked"] else "warning" if found["failing"] else "" if found["count"] else "quiet"
    return Desk(
        title="未送达省系统的消息",
        count=found["count"],
        url=list_url(OutboxMessage),
        note="；".join(notes) or ("正在发送" if found["count"] else "全部已送达"),
        tone=tone,
        oldest_at=found["oldest"],
    )


def parked_records(request: HttpRequest, now: datetime) -> Desk | None:
    """Count what came from the province and could not be taken."""
    if not has_role(request, BUSINESS_READERS):
        return None
    found = InboundRecord.objects.filter(PARKED).aggregate(count=Count("pk"), oldest=Min("received_at"))
    return Desk(
        title="搁置的收到记录",
        count=found["count"],
        url=list_url(InboundRecord, state="parked"),
        note="内容有误或被规则拒绝，须人工处理" if found["count"] else "没有搁置的记录",
        tone="danger" if found["count"] else "quiet",
        oldest_at=found["oldest"],
    )


def province_connection(request: HttpRequest, now: datetime) -> Desk | None:
    """Say of every feed whether it is read, and up to when the data of the province is here."""
    if not has_role(request, BUSINESS_READERS):
        return None
    states = feed_states(now)
    ill = [state for state in states if not state.is_well]
    if ill:
        words = "；".join(f"{state.label}{state.title}，{truncatechars(state.text, LONGEST_REASON)}" for state in ill)
    else:
        words = "、".join(
            f"{state.label} {clock_time(state.succeeded_at, now)}" for state in states if state.succeeded_at
        )
        words = f"最近一次成功：{words}"
    is_broken = any(state.tone == "danger" for state in ill)
    return Desk(
        title="省系统连接异常",
        count=len(ill),
        url=list_url(FeedCursor),
        note=f"{words}。{data_as_of(states, now)}",
        tone="danger" if is_broken else "warning" if ill else "quiet",
    )


def open_discrepancies(request: HttpRequest, now: datetime) -> Desk | None:
    """Count what reconciliation found different and could not mend; the card is there only when something is."""
    if not has_role(request, BUSINESS_READERS):
        return None
    found = Discrepancy.objects.filter(mended_at=None).aggregate(count=Count("pk"), oldest=Min("found_at"))
    if not found["count"]:
        return None
    return Desk(
        title="对账差异",
        count=found["count"],
        url=list_url(Discrepancy),
        note="与省系统逐条核对后仍不一致",
        tone="warning",
        oldest_at=found["oldest"],
    )
