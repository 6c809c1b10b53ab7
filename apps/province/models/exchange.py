"""What went over the wire: the change log of the feeds, the pushes taken, nonces and hints."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.province.choices import Feed, Operation, PushKind


class ChangeRecord(models.Model):
    """One version of one record in a feed.

    The primary key is the order of the feed and is given under a lock (see `services.changes`).
    The payload is kept as text, because a JSON column may write numbers differently from what
    the digest was taken over.
    """

    feed = models.CharField("数据源", max_length=32, choices=Feed.choices)
    key = models.CharField("记录编号", max_length=64)
    version = models.PositiveIntegerField("版本")
    op = models.CharField("操作", max_length=16, choices=Operation.choices)
    changed_at = models.DateTimeField("变更时间")
    payload_text = models.TextField("内容")
    digest = models.CharField("摘要", max_length=64)

    objects: ClassVar[models.Manager["ChangeRecord"]] = models.Manager()

    class Meta:
        verbose_name = "变更记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["feed", "id"], name="change_in_feed_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "key", "version"], name="change_version_once", violation_error_message="版本重复"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed}/{self.key} v{self.version}"

    @property
    def payload(self) -> Any:
        """The record's content as JSON values."""
        return json.loads(self.payload_text)


class PushTaking(models.Model):
    """One push that was taken: the ledger that says how often something took effect."""

    kind = models.CharField("类别", max_length=32, choices=PushKind.choices)
    project_no = models.CharField("项目编号", max_length=64, db_index=True)
    version = models.PositiveIntegerField("版本")
    idempotency_key = models.CharField("幂等键", max_length=64)
    body = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    receipt = models.CharField("回执", max_length=64, unique=True)
    accepted_at = models.DateTimeField("接收时间")
    # Only the fault `ignore_idempotency` makes repeats.
    is_repeat = models.BooleanField("重复接收", default=False)

    objects: ClassVar[models.Manager["PushTaking"]] = models.Manager()

    class Meta:
        verbose_name = "推送接收"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=Q(is_repeat=False),
                name="push_key_taken_once",
                violation_error_message="幂等键已使用",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.project_no} v{self.version}"


class HeldDocument(models.Model):
    """The newest version of what the platform pushed about a project."""

    kind = models.CharField("类别", max_length=32, choices=PushKind.choices)
    project_no = models.CharField("项目编号", max_length=64)
    version = models.PositiveIntegerField("版本")
    body = models.JSONField("内容")
    received_at = models.DateTimeField("接收时间")

    objects: ClassVar[models.Manager["HeldDocument"]] = models.Manager()

    class Meta:
        verbose_name = "推送内容"
        ordering = ["project_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "project_no"], name="held_once_per_project", violation_error_message="内容重复"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.project_no} v{self.version}"


class PushAttempt(models.Model):
    """One signed push request as it reached us, and the answer we meant to give."""

    kind = models.CharField("类别", max_length=32, choices=PushKind.choices)
    project_no = models.CharField("项目编号", max_length=64, db_index=True)
    idempotency_key = models.CharField("幂等键", max_length=64)
    received_at = models.DateTimeField("到达时间")
    status = models.PositiveSmallIntegerField("应答")
    code = models.CharField("应答码", max_length=64, blank=True)

    objects: ClassVar[models.Manager["PushAttempt"]] = models.Manager()

    class Meta:
        verbose_name = "推送请求"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind}/{self.project_no} {self.status}"


class UsedNonce(models.Model):
    """A nonce that was seen; kept long enough to recognise a replay."""

    app_id = models.CharField("应用", max_length=64)
    nonce = models.CharField("随机数", max_length=32)
    seen_at = models.DateTimeField("时间", db_index=True)

    objects: ClassVar[models.Manager["UsedNonce"]] = models.Manager()

    class Meta:
        verbose_name = "随机数"
        constraints = [
            models.UniqueConstraint(
                fields=["app_id", "nonce"], name="nonce_once_per_app", violation_error_message="随机数重复"
            ),
        ]

    def __str__(self) -> str:
        return self.nonce


class HintAttempt(models.Model):
    """One hint sent to the platform, or lost on purpose."""

    feed = models.CharField("数据源", max_length=32, choices=Feed.choices)
    sent_at = models.DateTimeField("时间")
    is_taken = models.BooleanField("已接收")
    outcome = models.CharField("结果", max_length=300)

    objects: ClassVar[models.Manager["HintAttempt"]] = models.Manager()

    class Meta:
        verbose_name = "同步提醒"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.feed} {self.outcome}"
