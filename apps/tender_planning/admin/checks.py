"""审查项模板: the items that the checks of a lot begin with, kept by the administrators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.center_revised import RevisedAdmin
from apps.accounts.models import CENTER_ROLES
from apps.tender_planning.models import CheckTemplate


@admin.register(CheckTemplate)
class CheckTemplateAdmin(RevisedAdmin):
    """What is no longer asked is switched off: lots that began with it keep their items."""

    viewers = CENTER_ROLES
    menu_position = 75
    list_display = ["name", "stage", "method", "kind", "circumstance", "is_statutory", "is_active"]
    list_filter = ["stage", "method", "kind", "is_statutory", "is_active"]
    search_fields = ["name", "requirement", "citation"]
    search_help_text = "审查因素、合格标准、依据"
    fieldsets = [
        (None, {"fields": ["stage", "position", "name", "requirement", "evidence", "judging", "citation"]}),
        ("适用范围", {"fields": ["method", "kind", "circumstance"]}),
        ("管理", {"fields": ["is_statutory", "is_active"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the table that an item belongs to: those of lots would stand in the wrong one."""
        return ["stage"] if obj is not None else []
