"""Who is told by e-mail of what a search finds, and the mails that are owed to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet

from apps.announcements.models.events import PublicEvent, TransactionIdField
from apps.announcements.subscriptions.addresses import LONGEST_ADDRESS, masked
from apps.core.models import StatusModel


class SubscriptionQuerySet(QuerySet["Subscription"]):
    """Questions asked of subscriptions."""

    def confirmed(self) -> "SubscriptionQuerySet":
        """Return those whose readers are told of what is new."""
        return self.filter(status=Subscription.Status.CONFIRMED)

    def living(self, now: datetime) -> "SubscriptionQuerySet":
        """Return those that are confirmed or can still be."""
        return self.filter(
            Q(status=Subscription.Status.CONFIRMED) | Q(status=Subscription.Status.PENDING, expires_at__gt=now)
        )


class Subscription(StatusModel):
    """邮件订阅: one search that one address is told of. Deleted for good when it is over; see `forgetting`."""

    class Status(models.TextChoices):
        PENDING = "pending", "待确认"  # asked for; whoever owns the address has not said yes
        CONFIRMED = "confirmed", "已确认"  # the link of the confirmation mail was followed and the button pressed
        ENDED = "ended", "已退订"  # its reader ended it, another one took its place, or its mails kept coming back

    MOVES = {
        Status.PENDING: frozenset({Status.CONFIRMED, Status.ENDED}),
        Status.CONFIRMED: frozenset({Status.ENDED}),
        Status.ENDED: frozenset(),
    }

    class Frequency(models.TextChoices):
        IMMEDIATE = "immediate", "即时"
        DAILY = "daily", "每日"

    address = models.CharField("邮箱", max_length=LONGEST_ADDRESS)
    # What the search page would be asked, by the names in its address; empty values are left out.
    filters: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("订阅条件")
    filters_sm3 = models.CharField("条件SM3", max_length=64)
    frequency = models.CharField("频率", max_length=20, choices=Frequency)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PENDING)
    asked_at = models.DateTimeField("申请时间")
    expires_at = models.DateTimeField("确认期限")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    ended_at = models.DateTimeField("退订时间", null=True)
    # Mails in a row that the receiving server refused for good.
    refusals = models.PositiveIntegerField("连续被拒次数", default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邮件订阅"
        constraints = [
            models.UniqueConstraint(
                fields=["address", "filters_sm3"],
                condition=Q(status="confirmed"),
                name="subscribed_once",
                violation_error_message="该邮箱已有相同条件的订阅。",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="confirmed_subscription_has_time",
                violation_error_message="已确认的订阅必须有确认时间。",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_at__isnull=False),
                name="ended_subscription_has_time",
                violation_error_message="已退订的订阅必须有退订时间。",
            ),
        ]
        indexes = [
            models.Index(fields=["filters_sm3"], name="subscription_filters", condition=Q(status="confirmed")),
            models.Index(fields=["address"], name="subscription_address"),
            models.Index(fields=["expires_at"], name="subscription_expiry", condition=Q(status="pending")),
            models.Index(fields=["ended_at"], name="subscription_end", condition=Q(status="ended")),
        ]

    def __str__(self) -> str:
        return f"订阅 {self.pk}（{masked(self.address)}）"


class SubscriptionToken(models.Model):
    """What a link in a mail proves: that its holder reads the mail of this address. Only its digest is kept."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "确认订阅"
        UNSUBSCRIBE = "unsubscribe", "退订"
        MANAGE = "manage", "管理订阅"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="tokens")
    purpose = models.CharField("用途", max_length=20, choices=Purpose)
    sha256 = models.CharField("SHA256", max_length=64)
    expires_at = models.DateTimeField("有效期至")

    class Meta:
        verbose_name = verbose_name_plural = "邮件链接"
        indexes = [models.Index(fields=["expires_at"], name="subscription_token_expiry")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"


class SubscriptionMailQuerySet(QuerySet["SubscriptionMail"]):
    """Questions asked of mails."""

    def unclaimed_notices(self) -> "SubscriptionMailQuerySet":
        """Return the notices that nobody has begun to write: what is new may still go into them."""
        return self.filter(kind=SubscriptionMail.Kind.NOTICE, status=SubscriptionMail.Status.WAITING, attempts=0)


class SubscriptionMail(StatusModel):
    """订阅邮件: a mail that is owed. Its words are written when it is sent."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", "确认邮件"
        MANAGEMENT = "management", "管理链接"
        NOTICE = "notice", "公告通知"

    class Status(models.TextChoices):
        WAITING = "waiting", "待发送"  # owed, or on its way
        SENT = "sent", "已发送"  # the mail server took it
        PARKED = "parked", "未送达"  # refused for good, or out of attempts
        DROPPED = "dropped", "不再发送"  # what it is about ended before it was sent

    MOVES = {
        Status.WAITING: frozenset({Status.SENT, Status.PARKED, Status.DROPPED}),
        Status.SENT: frozenset(),
        # A person of the center sends it once more.
        Status.PARKED: frozenset({Status.WAITING}),
        Status.DROPPED: frozenset(),
    }
    # Of which subscription each mail may still be sent.
    WANTED: ClassVar[Mapping[str, str]] = {
        Kind.CONFIRMATION: Subscription.Status.PENDING,
        Kind.MANAGEMENT: Subscription.Status.CONFIRMED,
        Kind.NOTICE: Subscription.Status.CONFIRMED,
    }

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="mails")
    kind = models.CharField("邮件", max_length=20, choices=Kind)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField("登记时间")
    due_at = models.DateTimeField("下次发送时间")
    attempts = models.PositiveIntegerField("已尝试次数", default=0)
    lease_token = models.UUIDField("占用凭据", null=True)
    settled_at = models.DateTimeField("办结时间", null=True)
    last_error = models.TextField("最近一次未成功的原因", blank=True)

    objects = SubscriptionMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "订阅邮件"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(settled_at__isnull=False),
                name="settled_mail_has_time",
                violation_error_message="已办结的邮件必须有办结时间。",
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="subscription_mail_due", condition=Q(status="waiting")),
            models.Index(fields=["settled_at"], name="subscription_mail_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_wanted(self) -> bool:
        """Tell whether its subscription is still where this mail is of use."""
        return self.subscription.status == self.WANTED[self.kind]

    @property
    def may_be_sent_again(self) -> bool:
        """Tell whether a person may have it sent once more."""
        return self.status == self.Status.PARKED and self.is_wanted


class SubscriptionMatch(models.Model):
    """One change of what is public that one subscription is told of, once, and the mail that tells it."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="matches")
    event = models.ForeignKey(PublicEvent, models.CASCADE, related_name="+")
    mail = models.ForeignKey(SubscriptionMail, models.CASCADE, related_name="matches")

    class Meta:
        verbose_name = verbose_name_plural = "订阅命中"
        constraints = [models.UniqueConstraint(fields=["subscription", "event"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.event_id}"


class SubscriptionCursor(models.Model):
    """How far the public events have been held against the subscriptions; one row.

    With the name of the database, whose numbering of transactions the place belongs to.
    """

    epoch = models.CharField(max_length=20, blank=True)
    transaction = TransactionIdField(default=0)
    event = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "订阅进度"

    def __str__(self) -> str:
        return f"{self.transaction}/{self.event}"


class SubscriptionRequest(models.Model):
    """That an address or a client asked for a mail: counted for a day, by a fingerprint alone."""

    fingerprint = models.CharField("指纹", max_length=64)
    asked_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "订阅申请计数"
        indexes = [
            models.Index(fields=["fingerprint", "asked_at"], name="subscription_request_count"),
            models.Index(fields=["asked_at"], name="subscription_request_age"),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:8]
