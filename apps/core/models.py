"""History, audit trail, outbox, number sequences and the official calendar."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q


class StatusModel(models.Model):
    """Something with a status. `MOVES` is the whole of what may become of it.

    `status` is written by `apps.core.status.move` and by nothing else.
    """

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {}

    status = models.CharField("状态", max_length=20)

    class Meta:
        abstract = True


class RevisedModel(models.Model):
    """A row that is edited as a whole; its revision keeps two people from overwriting each other."""

    revision = models.PositiveIntegerField("修订号", default=1, editable=False)

    class Meta:
        abstract = True


class StatusChange(models.Model):
    """One move of one record: its history, never changed or deleted."""

    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.BigIntegerField("对象")
    old_status = models.CharField("原状态", max_length=20)
    new_status = models.CharField("新状态", max_length=20)
    new_status_label = models.CharField("新状态名称", max_length=40)
    reason = models.TextField("原因", blank=True)
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=100)
    changed_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "状态变化"
        ordering = ["changed_at", "pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="status_change_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} {self.new_status_label}"


class AuditEntry(models.Model):
    """Who did what, when, from where. Written in the transaction of the act itself."""

    act = models.CharField("操作代码", max_length=60)
    summary = models.CharField("操作", max_length=300)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.BigIntegerField("对象")
    details = models.JSONField("详情", default=dict)
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=100)
    actor_address = models.CharField("来源地址", max_length=45, blank=True)
    acted_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-acted_at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["-acted_at", "-id"], name="audit_newest_first"),
        ]

    def __str__(self) -> str:
        return self.summary


class OutboxMessage(StatusModel):
    """An obligation to tell the province something, written with the change that caused it.

    It names an immutable record by reference; the document is built from that record when it
    is sent, so what is sent is what was approved.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "待送达"  # enqueued with the act; also after a resend
        DELIVERED = "delivered", "已送达"  # the province's receipt is stored
        PARKED = "parked", "已搁置"  # refused for good or out of attempts: a person decides

    class Topic(models.TextChoices):
        LOTS = "lots", "推送标段"
        SCHEDULES = "schedules", "回告变更时间"

    MOVES = {
        Status.WAITING: frozenset({Status.DELIVERED, Status.PARKED}),
        Status.PARKED: frozenset({Status.WAITING}),
        # The province was found to hold it no more, and a person sends it again.
        Status.DELIVERED: frozenset({Status.WAITING}),
    }

    topic = models.CharField("事项", max_length=30, choices=Topic)
    subject_key = models.CharField("业务编号", max_length=64, help_text="省系统据以识别的编号，如项目编号")
    version = models.PositiveIntegerField("版本")
    reference_id = models.BigIntegerField("所依据的记录")
    idempotency_key = models.CharField("幂等键", max_length=64, unique=True)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.WAITING)
    # The bytes of the first attempt: every further one sends the same under the same key, even
    # after the code that builds them has changed.
    body = models.BinaryField("报文", null=True)
    enqueued_at = models.DateTimeField("登记时间")
    due_at = models.DateTimeField("下次发送时间")
    give_up_at = models.DateTimeField("停止重试时间", null=True)
    attempts = models.PositiveIntegerField("已发送次数", default=0)
    leased_until = models.DateTimeField("占用至", null=True)
    lease_token = models.UUIDField("占用凭据", null=True)
    delivered_at = models.DateTimeField("送达时间", null=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    last_error = models.TextField("最近一次未成功的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发往省系统的消息"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "subject_key", "version"],
                name="one_message_per_version",
                violation_error_message="该版本已登记发送。",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | (Q(delivered_at__isnull=False) & ~Q(receipt="")),
                name="delivered_has_receipt",
                violation_error_message="已送达的消息必须有回执。",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=Q(status="waiting")),
            models.Index(fields=["topic", "subject_key", "-version"], name="outbox_subject"),
            # The center's list of messages: in its order, of its first tab, and by the beginning of what is searched.
            models.Index(fields=["enqueued_at", "id"], name="outbox_list"),
            models.Index(
                fields=["enqueued_at", "id"], name="outbox_open", condition=Q(status__in=["waiting", "parked"])
            ),
            models.Index(fields=["subject_key"], name="outbox_subject_start", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["receipt"], name="outbox_receipt_start", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.subject_key} 第{self.version}版"


class NumberSequence(models.Model):
    """The last number given out under a name; see `apps.core.sequences`."""

    name = models.CharField("名称", max_length=100, primary_key=True)
    value = models.PositiveIntegerField("已用至")

    class Meta:
        verbose_name = verbose_name_plural = "编号序列"

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class CalendarNotice(RevisedModel):
    """节假日安排: the official notice of one year's holidays and of the weekends that are worked for them."""

    year = models.PositiveIntegerField(
        "年份",
        unique=True,
        validators=[MinValueValidator(2004), MaxValueValidator(2100)],
        error_messages={"unique": "该年份的节假日安排已录入，请在原记录上修改。"},
    )
    title = models.CharField("通知名称", max_length=200)
    document_no = models.CharField("文号", max_length=60)
    source_url = models.URLField("来源网址", blank=True, validators=[URLValidator(["https", "http"])])
    loaded_by = models.CharField("录入人", max_length=100)
    loaded_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "节假日安排"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year} 年"


class CalendarDay(models.Model):
    """A day that a notice gives off, or takes back. A notice may name days of the December before its year."""

    notice = models.ForeignKey(CalendarNotice, models.CASCADE, verbose_name="节假日安排", related_name="days")
    date = models.DateField("日期")
    is_working_day = models.BooleanField("上班")
    occasion = models.CharField("事由", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"], name="calendar_day_once", violation_error_message="这一天已有安排。"
            ),
            models.CheckConstraint(
                condition=Q(is_working_day=True) | ~Q(occasion=""),
                name="holiday_has_occasion",
                violation_error_message="放假须写明节日名称。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_working_day else self.occasion}"
