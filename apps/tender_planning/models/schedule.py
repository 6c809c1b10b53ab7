"""开评标配置: the times of the tender, who opens, who evaluates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.tender_planning.models.planning import Planning

COUNT = [MinValueValidator(0), MaxValueValidator(99)]


class OpeningSettings(models.Model):
    """开标配置: times are proved against the rules; the room is a booking."""

    planning = models.OneToOneField(Planning, models.CASCADE, related_name="opening")
    documents_from = models.DateTimeField("文件获取开始时间", null=True, blank=True)
    documents_until = models.DateTimeField("文件获取截止时间", null=True, blank=True)
    question_deadline = models.DateTimeField("提出疑问截止时间", null=True, blank=True)
    bid_deadline = models.DateTimeField("投标（响应）截止时间", null=True, blank=True)
    opening_at = models.DateTimeField("开标（开启）时间", null=True, blank=True)
    opening_place = models.CharField("开标（开启）地点", max_length=200, blank=True)
    opening_minutes = models.PositiveIntegerField(
        "预计开标时长（分钟）", default=120, validators=[MinValueValidator(10), MaxValueValidator(600)]
    )
    price_reader = models.CharField("唱标人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "开标配置"

    def __str__(self) -> str:
        return f"{self.planning} 开标配置"


class EvaluationSettings(models.Model):
    """评标配置: when the committee meets, how it is made up, and how many candidates it names."""

    planning = models.OneToOneField(Planning, models.CASCADE, related_name="evaluation")
    evaluation_at = models.DateTimeField("评标（评审）时间", null=True, blank=True)
    evaluation_hours = models.PositiveIntegerField(
        "预计评标时长（小时）", default=8, validators=[MinValueValidator(1), MaxValueValidator(72)]
    )
    # 技术复杂 or 社会影响较大: seven at least (令87 第四十七条).
    is_complex = models.BooleanField("技术复杂或社会影响较大", default=False)
    expert_count = models.PositiveIntegerField("评审专家人数", null=True, blank=True, validators=COUNT)
    representative_count = models.PositiveIntegerField("采购人代表人数", null=True, blank=True, validators=COUNT)
    candidate_count = models.PositiveIntegerField("推荐候选人数量", null=True, blank=True, validators=COUNT)

    class Meta:
        verbose_name = verbose_name_plural = "评标配置"

    def __str__(self) -> str:
        return f"{self.planning} 评标配置"

    @property
    def committee_size(self) -> int | None:
        """Return how many sit in the committee, once both figures are known."""
        if self.expert_count is None or self.representative_count is None:
            return None
        return self.expert_count + self.representative_count
