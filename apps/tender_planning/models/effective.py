"""Rows that the center keeps by day: in force from one day to another, both counted."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class EffectiveDated(models.Model):
    """What is in force for some time; a row that somebody relied on is ended, not rewritten."""

    effective_from = models.DateField("施行日期")
    effective_to = models.DateField("停止日期", null=True, blank=True, help_text="当日仍有效；未停止的不填。")

    class Meta:
        abstract = True

    def is_in_force(self, day: date) -> bool:
        """Tell whether the row counts on `day`; `in_force_on` asks the database the same."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def in_force_on(day: date) -> Q:
    """Return the condition of the rows that count on `day`."""
    return Q(effective_from__lte=day) & (Q(effective_to__isnull=True) | Q(effective_to__gte=day))


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Return the constraint, called `name`, that every kind of such rows needs."""
    return models.CheckConstraint(
        condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
        name=name,
        violation_error_message="停止日期不能早于施行日期。",
    )
