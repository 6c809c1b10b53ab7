"""The center's rooms, and who has them when."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from apps.core.models import RevisedModel
from apps.tender_planning.models.planning import Planning


class Room(RevisedModel):
    """场所: a room of the center's, or a hall on the network; kept by the administrators."""

    class Kind(models.TextChoices):
        OPENING = "opening", "开标室"
        REMOTE_HALL = "remote_hall", "不见面开标大厅"
        EVALUATION = "evaluation", "评标室"

    name = models.CharField("名称", max_length=100, unique=True, error_messages={"unique": "已有同名的场所。"})
    kind = models.CharField("类别", max_length=20, choices=Kind)
    address = models.CharField("地址或网址", max_length=200)
    seats = models.PositiveIntegerField("容纳人数", null=True, blank=True)
    equipment = models.CharField("设备说明", max_length=300, blank=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "场所"
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class RoomBooking(models.Model):
    """场地预约: a room for a project from one moment to another. A booking is released, never deleted."""

    class Purpose(models.TextChoices):
        OPENING = "opening", "开标"
        EVALUATION = "evaluation", "评标"

    room = models.ForeignKey(Room, models.PROTECT, verbose_name="场所", related_name="bookings")
    planning = models.ForeignKey(Planning, models.PROTECT, verbose_name="项目", related_name="bookings")
    purpose = models.CharField("用途", max_length=20, choices=Purpose)
    period = DateTimeRangeField("时段")
    booked_at = models.DateTimeField("预约时间")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="预约人", related_name="+")
    released_at = models.DateTimeField("释放时间", null=True)
    release_reason = models.CharField("释放原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "场地预约"
        ordering = ["period"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="booking_has_both_ends",
                violation_error_message="预约须有开始和结束时间，且结束晚于开始。",
            ),
            ExclusionConstraint(
                name="room_is_booked_once",
                expressions=[("room", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(released_at__isnull=True),
                violation_error_message="该场所在这一时段已被预约。",
            ),
            models.UniqueConstraint(
                fields=["planning", "purpose"],
                condition=Q(released_at__isnull=True),
                name="one_room_for_each_purpose",
                violation_error_message="同一用途只能预约一个场所。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.get_purpose_display()}"

    @property
    def starts_at(self) -> datetime:
        """Return from when the room is had."""
        assert self.period.lower is not None, "constraint booking_has_both_ends"
        return self.period.lower

    @property
    def ends_at(self) -> datetime:
        """Return until when the room is had; the next may begin at that moment."""
        assert self.period.upper is not None, "constraint booking_has_both_ends"
        return self.period.upper
