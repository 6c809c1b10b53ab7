"""What the center's page of a difference between the two systems shows."""

from dataclasses import dataclass

from django.urls import reverse

from apps.accounts.center_desks import list_url
from apps.core.facts import Fact
from apps.core.models import OutboxMessage
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.core.visible_text import visible
from apps.interconnection.models import Discrepancy, InboundRecord
from apps.interconnection.resending import lost_message

# What a person may do about a difference that has not gone away by itself.
ADVICE = {
    Discrepancy.Kind.MISSING_HERE: "下次对账时再次调取。多次未能补齐的，请与省系统核对该记录是否可以读取。",
    Discrepancy.Kind.OLDER_HERE: "下次对账时再次调取。标段由本平台推送，省系统版本较新的，请与省系统核对来源。",
    Discrepancy.Kind.OTHER_CONTENT: "省系统改动了已发出的版本。两份内容均已保存，请与省系统核对，由其以新版本重发。",
    Discrepancy.Kind.UNKNOWN_THERE: "本平台的数据保持不变。请与省系统核对该数据是否已在其系统中删除。",
}
LOST_LOTS = "标段曾经送达，省系统现在没有，或者只有更早的版本。请先与省系统核实；确属丢失的，可以重新发送原来的消息。"


@dataclass(frozen=True)
class DiscrepancyPage:
    """What differs, and where to look."""

    discrepancy: Discrepancy
    key: str
    facts: list[Fact]
    advice: str
    # The message that brought it there, which may be sent again; empty when there is none.
    message_url: str


def discrepancy_page(discrepancy: Discrepancy) -> DiscrepancyPage:
    """Assemble the page of a difference."""
    ours = OutboxMessage if discrepancy.record_type == Discrepancy.RecordType.LOTS else InboundRecord
    key = visible(discrepancy.key)
    lost = lost_message(discrepancy)
    return DiscrepancyPage(
        discrepancy=discrepancy,
        key=key,
        facts=[
            Fact("数据类别", discrepancy.get_record_type_display()),
            Fact("业务主键", key, url=list_url(ours, q=discrepancy.key), note="点击查看本平台的收发记录"),
            Fact("差异", discrepancy.get_kind_display()),
            Fact("省系统版本", _number(discrepancy.province_version)),
            Fact("省系统摘要（SM3）", discrepancy.province_digest or ABSENT),
            Fact("本平台版本", _number(discrepancy.our_version)),
            Fact("发现时间", datetime_cn(discrepancy.found_at)),
            Fact("恢复一致的时间", datetime_cn(discrepancy.mended_at)),
        ],
        advice=_advice(discrepancy, lost),
        message_url=reverse("admin:core_outboxmessage_change", args=[lost.pk]) if lost else "",
    )


def _advice(discrepancy: Discrepancy, lost: OutboxMessage | None) -> str:
    if discrepancy.mended_at:
        return ""
    return LOST_LOTS if lost else ADVICE[Discrepancy.Kind(discrepancy.kind)]


def _number(version: int | None) -> str:
    return ABSENT if version is None else f"第 {version} 版"
