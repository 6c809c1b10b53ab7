"""How the lists of the exchange are narrowed."""

from django.db.models import Q

from apps.accounts.center_filters import Choice, MenuFilter, TabFilter
from apps.core.models import OutboxMessage
from apps.interconnection.models import Discrepancy, Feed, InboundRecord

UNDELIVERED = Q(status__in=[OutboxMessage.Status.WAITING, OutboxMessage.Status.PARKED])
PARKED = Q(status="parked")
FAILING = Q(status=OutboxMessage.Status.WAITING) & ~Q(last_error="")
UNSETTLED = Q(status__in=[*InboundRecord.OPEN, InboundRecord.Status.PARKED])


class MessageTabs(TabFilter):
    """Messages by what is left to do."""

    options = {
        "open": Choice("待处理", UNDELIVERED),
        "delivered": Choice("已送达", Q(status=OutboxMessage.Status.DELIVERED)),
        "all": Choice("全部", Q()),
    }


class MessageStateFilter(MenuFilter):
    """Why a message is not delivered."""

    title = "发送情况"
    parameter_name = "state"
    options = {
        "parked": Choice("已搁置", PARKED),
        "failing": Choice("失败后重试中", FAILING),
        "unsent": Choice("尚未发送", Q(status=OutboxMessage.Status.WAITING, attempts=0)),
    }


class RecordTabs(TabFilter):
    """Records by what is left to do."""

    options = {
        "open": Choice("待处理", UNSETTLED),
        "settled": Choice("已处理", ~UNSETTLED),
        "all": Choice("全部", Q()),
    }


class RecordStateFilter(MenuFilter):
    """What became of a record."""

    title = "处理情况"
    parameter_name = "state"
    options = {value: Choice(label, Q(status=value)) for value, label in InboundRecord.Status.choices}


class FeedFilter(MenuFilter):
    """Where a record came from."""

    title = "来源"
    parameter_name = "feed"
    options = {value: Choice(label, Q(feed=value)) for value, label in Feed.choices}


class DiscrepancyTabs(TabFilter):
    """Differences by whether they are still there."""

    options = {
        "open": Choice("未恢复一致", Q(mended_at=None)),
        "mended": Choice("已恢复一致", Q(mended_at__isnull=False)),
        "all": Choice("全部", Q()),
    }


class RecordTypeFilter(MenuFilter):
    """What a difference is about."""

    title = "数据类别"
    parameter_name = "type"
    options = {value: Choice(label, Q(record_type=value)) for value, label in Discrepancy.RecordType.choices}


class KindFilter(MenuFilter):
    """How the two systems differ."""

    title = "差异"
    parameter_name = "kind"
    options = {value: Choice(label, Q(kind=value)) for value, label in Discrepancy.Kind.choices}
