"""场所 and their calendar."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_revised import RevisedAdmin
from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import CENTER_ROLES
from apps.core.templatetags.ui import datetime_cn
from apps.tender_planning.models import Room, RoomBooking
from apps.tender_planning.selectors.room_calendar import room_calendar


@admin.register(Room)
class RoomAdmin(RevisedAdmin):
    """Rooms, kept by the administrators; one that is no longer used is switched off."""

    viewers = CENTER_ROLES
    menu_position = 74
    list_display = ["name", "kind", "address", "seats", "equipment", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "address"]
    search_help_text = "名称、地址"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep what a booked room is for: its bookings were made for that."""
        return ["kind"] if obj is not None and obj.bookings.exists() else []


@admin.register(RoomBooking)
class RoomBookingAdmin(CenterModelAdmin):
    """A week of the rooms: which room, when, for which project. Agencies book; nobody changes that here."""

    viewers = BUSINESS_READERS
    menu_position = 30
    fields = [
        "room",
        "planning",
        "purpose",
        "starts",
        "ends",
        "booked_at",
        "booked_by",
        "released_at",
        "release_reason",
    ]
    readonly_fields = ["starts", "ends"]

    @admin.display(description="开始")
    def starts(self, booking: RoomBooking) -> str:
        """Return when the room is taken."""
        return datetime_cn(booking.starts_at)

    @admin.display(description="结束")
    def ends(self, booking: RoomBooking) -> str:
        """Return when the room is free again."""
        return datetime_cn(booking.ends_at)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the week that `?week=2026-03-23` falls in; without it, this one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": "场地日历",
            "opts": self.opts,
            "calendar": room_calendar(_day(request.GET.get("week", "")) or today, today=today),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "center/room_calendar.html", context)


def _day(text: str) -> date | None:
    """Return the day of an address; None for what is no day that a calendar can show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
