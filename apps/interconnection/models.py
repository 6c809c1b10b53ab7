"""What came over the wire, as it came, and what became of it; every attempt to send."""

from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet

from apps.core.models import OutboxMessage, StatusModel


class Feed(models.TextChoices):
    """The province's feeds that this platform pulls."""

    PLANS = "plans", "采购计划"
    ANNOUNCEMENTS = "announcements", "公告"


class FeedCursor(models.Model):
    """How far a feed has been read, and how the reading goes."""

    feed = models.CharField("来源", max_length=20, choices=Feed, unique=True)
    cursor = models.CharField("游标", max_length=2000, blank=True)
    last_started_at = models.DateTimeField("最近一次开始", null=True)
    last_succeeded_at = models.DateTimeField("最近一次成功", null=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    last_error = models.TextField("最近一次失败的原因", blank=True)
    due_at = models.DateTimeField("下次拉取时间", null=True)
    reconciled_at = models.DateTimeField("最近一次对账", null=True)
    reconcile_error = models.TextField("最近一次对账未完成的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "省系统连接"

    def __str__(self) -> str:
        return self.get_feed_display()


class InboundPage(models.Model):
    """A page of a feed, or a single record that was asked for, byte for byte, with its proof. Append-only."""

    feed = models.CharField("来源", max_length=20, choices=Feed)
    after = models.CharField("起始游标", max_length=2000, blank=True)
    next = models.CharField("后续游标", max_length=2000, blank=True)
    record_key = models.CharField("单独调取的业务主键", max_length=64, blank=True, default="")
    request_nonce = models.CharField("请求随机数", max_length=32)
    response_signature = models.CharField("响应签名", max_length=64)
    body_sm3 = models.CharField("原文SM3", max_length=64)
    body_compressed = models.BinaryField("原文（zlib）")
    fetched_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "收到的数据页"
        indexes = [models.Index(fields=["feed", "-fetched_at"], name="page_newest_first")]

    def __str__(self) -> str:
        return f"{self.get_feed_display()} {self.fetched_at:%Y-%m-%d %H:%M:%S}"


class InboundRecordQuerySet(QuerySet["InboundRecord"]):
    """Questions asked of the inbox."""

    def due(self, now: datetime) -> "InboundRecordQuerySet":
        """Return what is to be handled now: received before waiting, each oldest first."""
        # What is new comes before what has been waiting.
        return self.filter(status__in=InboundRecord.OPEN, due_at__lte=now).order_by("status", "pk")


class InboundRecord(StatusModel):
    """One record of a feed: stored raw first, handled once."""

    class Status(models.TextChoices):
        RECEIVED = "received", "待处理"  # stored with its page; also after a person asked to try again
        HANDLED = "handled", "已处理"  # its effect stands
        WAITING = "waiting", "等待前序数据"  # what it belongs to is not here yet
        PARKED = "parked", "已搁置"  # invalid or refused: a person looks
        SUPERSEDED = "superseded", "已被新版本取代"  # a newer version was known already

    OPEN = frozenset({Status.RECEIVED, Status.WAITING})
    MOVES = {
        Status.RECEIVED: frozenset({Status.HANDLED, Status.WAITING, Status.PARKED, Status.SUPERSEDED}),
        Status.WAITING: frozenset({Status.HANDLED, Status.PARKED, Status.SUPERSEDED}),
        Status.PARKED: frozenset({Status.RECEIVED, Status.SUPERSEDED}),
        Status.HANDLED: frozenset(),
        Status.SUPERSEDED: frozenset(),
    }

    page = models.ForeignKey(InboundPage, models.PROTECT, verbose_name="数据页", related_name="records")
    feed = models.CharField("来源", max_length=20, choices=Feed)
    key = models.CharField("业务主键", max_length=64, blank=True)
    version = models.PositiveBigIntegerField("版本")
    fingerprint = models.CharField("内容指纹", max_length=64)
    raw = models.BinaryField("原始记录")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.RECEIVED)
    note = models.TextField("说明", blank=True)
    waits_for = models.CharField("等待的项目编号", max_length=64, blank=True)
    attempts = models.PositiveIntegerField("已处理次数", default=0)
    due_at = models.DateTimeField("下次处理时间")
    received_at = models.DateTimeField("收到时间")
    settled_at = models.DateTimeField("处理完成时间", null=True)

    objects = InboundRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收到的记录"
        constraints = [
            # A version that comes again with other content is a second row, parked as a conflict.
            models.UniqueConstraint(fields=["feed", "key", "version", "fingerprint"], name="record_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="inbox_due", condition=Q(status__in=["received", "waiting"])),
            models.Index(fields=["waits_for"], name="inbox_waits_for", condition=Q(status="waiting")),
            # The center's list of records: in its order, of its first tab, and by the beginning of what is searched.
            models.Index(fields=["received_at", "id"], name="inbox_list"),
            models.Index(
                fields=["received_at", "id"],
                name="inbox_open",
                condition=Q(status__in=["received", "waiting", "parked"]),
            ),
            models.Index(fields=["key"], name="inbox_key_start", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["waits_for"], name="inbox_waits_for_start", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_feed_display()} {self.key or '（无业务主键）'} 第{self.version}版"


class DeliveryAttempt(models.Model):
    """One attempt to deliver a message: written before the network is touched, completed after."""

    class Verdict(models.TextChoices):
        UNKNOWN = "unknown", "结果未知"  # sending, or the worker died while sending
        DELIVERED = "delivered", "已送达"
        TEMPORARY = "temporary", "暂时失败"
        REFUSED = "refused", "被拒绝"

    message = models.ForeignKey(OutboxMessage, models.PROTECT, verbose_name="消息", related_name="attempt_rows")
    number = models.PositiveIntegerField("第几次")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    verdict = models.CharField("结果", max_length=20, choices=Verdict, default=Verdict.UNKNOWN)
    words = models.TextField("省系统答复", blank=True)
    exchange = models.JSONField("交换记录", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="attempt_number_once")]

    def __str__(self) -> str:
        return f"{self.message} 第{self.number}次"


class Discrepancy(models.Model):
    """What reconciliation found different between the two systems; one open row for each key."""

    class RecordType(models.TextChoices):
        PLANS = "plans", "采购计划"
        ANNOUNCEMENTS = "announcements", "公告"
        LOTS = "lots", "标段"

    class Kind(models.TextChoices):
        MISSING_HERE = "missing_here", "本平台缺少"  # the province lists it, no pull ever brought it
        OLDER_HERE = "older_here", "本平台版本较旧"  # the province lists a newer version
        OTHER_CONTENT = "other_content", "同一版本内容不同"  # somebody changed what was said already
        UNKNOWN_THERE = "unknown_there", "省系统缺少"  # the province does not list what stands here

    record_type = models.CharField("数据类别", max_length=20, choices=RecordType)
    key = models.CharField("业务主键", max_length=64)
    kind = models.CharField("差异", max_length=20, choices=Kind)
    province_version = models.PositiveBigIntegerField("省系统版本", null=True)
    province_digest = models.CharField("省系统摘要", max_length=64, blank=True)
    our_version = models.PositiveBigIntegerField("本平台版本", null=True)
    found_at = models.DateTimeField("发现时间")
    mended_at = models.DateTimeField("恢复一致的时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对账差异"
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "key"], condition=Q(mended_at=None), name="one_open_discrepancy"
            )
        ]
        indexes = [models.Index(fields=["-found_at", "-id"], name="discrepancy_newest_first")]

    def __str__(self) -> str:
        return f"{self.get_record_type_display()} {self.key} {self.get_kind_display()}"


class SeenNonce(models.Model):
    """A nonce that the province has used towards us: the same request is not taken twice."""

    nonce = models.CharField("随机数", max_length=32, primary_key=True)
    seen_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "已用随机数"
        indexes = [models.Index(fields=["seen_at"], name="nonce_age")]

    def __str__(self) -> str:
        return self.nonce
