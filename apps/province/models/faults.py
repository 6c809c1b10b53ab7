"""故障演练: the rules by which the province misbehaves."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class FaultRule(models.Model):
    """One way to misbehave, towards one target, a number of times or until it is removed."""

    class Kind(models.TextChoices):
        DELAY = "delay", "延迟处理"
        DUPLICATE = "duplicate", "重复下发"
        REORDER = "reorder", "乱序下发"
        DROP_ANSWER = "drop_answer", "接收后断开连接（应答丢失）"
        WITHHOLD_RECORD = "withhold_record", "暂扣记录（移到队尾，下次再下发）"
        ERROR = "error", "返回错误（不接收）"
        TIMEOUT_AFTER_TAKING = "timeout_after_taking", "接收后超时才应答"
        BAD_DIGEST = "bad_digest", "摘要错误"
        BAD_SIGNATURE = "bad_signature", "签名错误"
        CURSOR_EXPIRED = "cursor_expired", "游标失效"
        IGNORE_IDEMPOTENCY = "ignore_idempotency", "忽略幂等键（重复接收）"
        LOSE_HINT = "lose_hint", "丢失同步提醒"
        BAD_ATTACHMENT = "bad_attachment", "附件内容损坏"

    class Target(models.TextChoices):
        PLANS = "plans", "采购计划"
        ANNOUNCEMENTS = "announcements", "公告"
        EXPERT_DRAWS = "expert-draws", "专家抽取"
        LOTS = "lots", "标段"
        SCHEDULES = "schedules", "变更时间"
        OPENING_RECORDS = "opening-records", "开标记录"
        EVALUATIONS = "evaluations", "评审结果"
        ATTACHMENTS = "attachments", "附件"
        HINTS = "hints", "同步提醒"
        RECORDS = "records", "单条记录"
        DIGESTS = "digests", "对账摘要"
        ANY = "*", "全部"

    kind = models.CharField("故障", max_length=32, choices=Kind.choices)
    target = models.CharField("对象", max_length=32, choices=Target.choices)
    # A record's key, a project number or an attachment id; empty: any.
    key = models.CharField("限定编号", max_length=64, blank=True)
    times = models.PositiveIntegerField("次数", null=True, blank=True)
    remaining = models.PositiveIntegerField("剩余次数", null=True, blank=True)
    seconds = models.FloatField("秒数", null=True, blank=True)
    status = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    seed = models.IntegerField("随机种子", null=True, blank=True)
    hits = models.PositiveIntegerField("已触发", default=0)

    objects: ClassVar[models.Manager["FaultRule"]] = models.Manager()

    class Meta:
        verbose_name = "故障规则"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(times__isnull=True, remaining__isnull=True)
                | Q(times__isnull=False, remaining__isnull=False),
                name="fault_remaining_with_times",
                violation_error_message="剩余次数与次数须同时给出",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.target}"
