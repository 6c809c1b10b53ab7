"""What the pages of rules and tariffs have in common: rows that are in force from one day to another."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_filters import Choice, MenuFilter
from apps.core.revised_forms import RevisedForm
from apps.core.templatetags.ui import date_cn
from apps.tender_planning.models.effective import EffectiveDated, in_force_on

# What nobody has compared with the official text yet says so in its explanation.
UNVERIFIED = "待核实"


class EffectiveForm(RevisedForm):
    """A row that may be ended, and not in the past."""

    def clean_effective_to(self) -> date | None:
        """Refuse to end a row in the past: what was proved or computed by it there would lose its ground."""
        end: date | None = self.cleaned_data["effective_to"]
        earliest = timezone.localdate() - timedelta(days=1)
        if end and end < earliest and "effective_to" in self.changed_data and self.instance.pk:
            raise forms.ValidationError(f"停止日期不能早于昨天（{date_cn(earliest)}），以前的结果以本条为依据。")
        return end

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning: here and not only in the constraint, no range is made of such dates."""
        entered = super().clean()
        begin = entered.get("effective_from") or self.instance.effective_from
        end = entered.get("effective_to")
        if begin and end and end < begin:
            self.add_error("effective_to", "停止日期不能早于施行日期。")
        return entered


class ForceFilter(MenuFilter):
    """Tells rows in force from those that ended and those to come."""

    title = "效力"
    parameter_name = "force"
    template = "admin/filter.html"

    @property
    def options(self) -> dict[str, Choice]:  # type: ignore[override]
        """Return the choices as of today."""
        today = timezone.localdate()
        return {
            "now": Choice("施行中", in_force_on(today)),
            "later": Choice("未施行", Q(effective_from__gt=today)),
            "ended": Choice("已停止", Q(effective_to__lt=today)),
        }


def period_cell(row: EffectiveDated) -> SafeString:
    """Return from when until when a row is in force."""
    end = f"至 {date_cn(row.effective_to)}" if row.effective_to else "起"
    return format_html(
        '<span class="nowrap">{}</span> <span class="nowrap">{}</span>', date_cn(row.effective_from), end
    )


def name_cell(name: str, *notes: str) -> SafeString:
    """Return a name, marked where one of the notes says that it is unverified."""
    is_unverified = any(UNVERIFIED in note for note in notes)
    mark = format_html(' <span class="tag tag--warning">{}</span>', UNVERIFIED) if is_unverified else ""
    return format_html("{}{}", name, mark)
