"""The official calendar at the center's site: a year's notice, typed line by line and counted at once."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.center_cells import moment_cell
from apps.accounts.center_revised import EDITORS, RevisedAdmin
from apps.accounts.center_site import Desk, desk, has_role
from apps.core.actors import Actor
from apps.core.calendar_notices import check_notice, days_of, read_days, store_notice, write_days
from apps.core.exceptions import DomainError, Refused, StaleState
from apps.core.models import CalendarNotice
from apps.core.revised_forms import RevisedForm
from apps.core.working_days import DAY, Calendar, load_calendar

# The State Council publishes the next year's notice in October or November.
FIRST_MONTH_OF_REMINDER = 11

EXAMPLE = "2027-01-01 至 2027-01-03 放假 元旦\n2027-01-09 上班"


@desk
def missing_calendar(request: HttpRequest, now: datetime) -> Desk | None:
    """Ask for the calendar of a year that is not known: this one's at any time, the next one's from November on."""
    if not has_role(request, EDITORS):
        return None
    today = timezone.localdate(now)
    wanted = [today.year, today.year + 1] if today.month >= FIRST_MONTH_OF_REMINDER else [today.year]
    calendar = load_calendar()
    missing = [year for year in wanted if not calendar.knows(year)]
    if not missing:
        return None
    return Desk(
        title="未录入的节假日安排",
        count=len(missing),
        url=reverse("admin:core_calendarnotice_add"),
        note=f"{'、'.join(map(str, missing))} 年的工作日暂按周一至周五推算，期限核对结果不能作准",
        tone="danger" if today.year in missing else "warning",
    )


class NoticeForm(RevisedForm):
    """A year's notice with its lines."""

    source_url = forms.URLField(
        label="来源网址",
        widget=AdminURLFieldWidget,
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(["https", "http"])],
        help_text="中国政府网上通知原文的网址。",
    )
    lines = forms.CharField(
        label="放假和上班",
        widget=AdminTextareaWidget({"rows": 14, "placeholder": EXAMPLE}),
        max_length=5000,
        help_text="每行一项，照通知逐条录入，放假和调休上班都要写；没有写到的日子按周一至周五上班计算。",
    )

    class Meta:
        model = CalendarNotice
        fields = ["year", "title", "document_no", "source_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["lines"] = write_days(days_of(self.instance))

    def clean(self) -> dict[str, Any]:
        """Read the lines, and say so when somebody else was faster."""
        entered = super().clean()
        year = entered.get("year") or self.instance.year
        if year is None or "lines" not in entered:
            return entered
        try:
            entered["days"] = read_days(entered["lines"], year=year)
            if not self.errors:
                stored = CalendarNotice.objects.filter(year=year).first()
                check_notice(stored, year=year, days=entered["days"], revision=entered.get("seen_revision"))
        except Refused as error:
            for field, problems in error.problems.items():
                self.add_error(field, [forms.ValidationError(problem) for problem in problems])
        except StaleState as error:
            self.add_error(None, str(error))
        return entered


@admin.register(CalendarNotice)
class CalendarNoticeAdmin(RevisedAdmin):
    """The notices, loaded by the administrators; everybody at the center may read them."""

    # Among the upkeep, because the menu is by app and this one's other entries are the outbox and the audit trail.
    menu_position = 82
    form = NoticeForm
    list_display = ["year_name", "document_no", "holidays", "made_up", "loaded_by", "loaded"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarNotice]:
        """Fetch the days with the notices."""
        notices: QuerySet[CalendarNotice] = super().get_queryset(request).prefetch_related("days")
        return notices

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the lines to be typed for those who may, and the arrangement to be read for the others."""
        if obj is None:
            return ["year", "title", "document_no", "source_url", "lines"]
        facts = ["working_days", "months", "loaded_by", "loaded_at"]
        if not self.has_change_permission(request, obj):
            return ["year", "title", "document_no", "source_url", "arrangement", *facts]
        return ["year", "title", "document_no", "source_url", "lines", *facts]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the year of a notice, and what follows from its days."""
        return [] if obj is None else ["year", "arrangement", "working_days", "months", "loaded_by", "loaded_at"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Come back with the reason when the service refuses what the form had let pass."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> CalendarNotice:  # noqa: FBT001  Django's signature
        """Hand what was entered to the service."""
        entered = form.cleaned_data
        return store_notice(
            year=form.instance.year,
            title=entered["title"],
            document_no=entered["document_no"],
            source_url=entered["source_url"],
            days=entered["days"],
            revision=entered.get("seen_revision"),
            actor=Actor.of_request(request),
            now=timezone.now(),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Leave it: the service has saved."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Leave it: the service has saved the days."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it: the service has written the trail."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it: the service has written the trail."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the loaded year, counted, to be compared with what is known of it."""
        return self._show_count(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Show the loaded year, counted, to be compared with what is known of it."""
        return self._show_count(request, obj)

    @admin.display(description="年份", ordering="year")
    def year_name(self, notice: CalendarNotice) -> str:
        """Return the year."""
        return str(notice)

    @admin.display(description="放假")
    def holidays(self, notice: CalendarNotice) -> str:
        """Return how many days the notice gives off."""
        return f"{sum(not day.is_working_day for day in notice.days.all())} 天"

    @admin.display(description="调休上班")
    def made_up(self, notice: CalendarNotice) -> str:
        """Return how many days the notice takes back."""
        return f"{sum(day.is_working_day for day in notice.days.all())} 天"

    @admin.display(description="录入时间", ordering="loaded_at")
    def loaded(self, notice: CalendarNotice) -> SafeString:
        """Return when the notice was loaded."""
        return moment_cell(notice.loaded_at)

    @admin.display(description="放假和上班")
    def arrangement(self, notice: CalendarNotice) -> str:
        """Return the days line by line."""
        return write_days(days_of(notice))

    @admin.display(description="全年工作日")
    def working_days(self, notice: CalendarNotice) -> str:
        """Return how many working days the year has."""
        return f"{load_calendar().working_days_of(notice.year)} 个"

    @admin.display(description="各月工作日")
    def months(self, notice: CalendarNotice) -> str:
        """Return how many working days each month has, to be compared with a printed calendar."""
        calendar = load_calendar()
        return "，".join(f"{month}月 {_days_of_month(calendar, notice.year, month)}" for month in range(1, 13))

    def _show_count(self, request: HttpRequest, notice: CalendarNotice) -> HttpResponse:
        messages.success(
            request,
            f"已保存。{notice}共 {self.working_days(notice)}工作日，"
            f"放假 {self.holidays(notice)}，调休上班 {self.made_up(notice)}，请与通知核对。",
        )
        return HttpResponseRedirect(reverse("admin:core_calendarnotice_change", args=[notice.pk]))


def _days_of_month(calendar: Calendar, year: int, month: int) -> int:
    beyond = date(year + month // 12, month % 12 + 1, 1)
    return calendar.working_days_between(date(year, month, 1) - DAY, beyond - DAY).counted
