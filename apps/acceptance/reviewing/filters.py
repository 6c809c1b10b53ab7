"""How the queue of projects is narrowed: what waits comes first, everything else is one click away."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.accounts.center_filters import Choice, MenuFilter, TabFilter
from apps.accounts.center_reviewing import queue_tabs

Status = Project.Status


class ProjectTabs(TabFilter):
    """Projects by what is left to do; the queue comes first."""

    options = queue_tabs(
        Q(status=Status.SUBMITTED),
        {
            "returned": Choice("已退回", Q(status=Status.RETURNED)),
            "accepted": Choice("已受理", Q(status=Status.ACCEPTED)),
            "ended": Choice("已结束", Q(status__in=Project.ENDED)),
        },
    )


class MethodFilter(MenuFilter):
    """采购方式."""

    title = "采购方式"
    parameter_name = "method"
    options = {value: Choice(label, Q(method=value)) for value, label in Method.choices}


class PlanChangeFilter(admin.SimpleListFilter):
    """Whether the province changed the plan since."""

    title = "计划变更"
    parameter_name = "plan_change"
    template = "center/_filter_menu.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the one question."""
        return [("unseen", "有未核对的变更")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the projects whose plan was changed or withdrawn."""
        return queryset.with_unseen_plan_change() if self.value() == "unseen" else queryset
