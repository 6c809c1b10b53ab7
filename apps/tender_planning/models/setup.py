"""立项信息: what the project brought along, checked by the agency."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.tender_planning.models.planning import Planning
from apps.tender_planning.models.venues import Room


class ProjectSetup(models.Model):
    """How bids are handed in and opened; 是否加密 and 是否不见面开标 themselves stand in the project."""

    SHORTEST_DECRYPTION, LONGEST_DECRYPTION = 10, 240

    planning = models.OneToOneField(Planning, models.CASCADE, related_name="setup")
    decryption_minutes = models.PositiveIntegerField(
        "解密时限（分钟）",
        null=True,
        blank=True,
        validators=[MinValueValidator(SHORTEST_DECRYPTION), MaxValueValidator(LONGEST_DECRYPTION)],
    )
    # 不见面开标大厅 or 开标室; when it is used is settled with the times of the opening.
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="开标场所", null=True, blank=True, related_name="+")
    remarks = models.TextField("备注", blank=True, max_length=2000)
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "立项信息"
        constraints = [
            models.CheckConstraint(
                condition=Q(decryption_minutes__isnull=True)
                | Q(decryption_minutes__gte=10, decryption_minutes__lte=240),
                name="decryption_in_bounds",
                violation_error_message="解密时限应在10至240分钟之间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.planning} 立项信息"
