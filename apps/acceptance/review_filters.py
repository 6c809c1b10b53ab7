"""How the list of projects is narrowed: what waits comes first, everything else is one click away."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.accounts.models import Organisation

Status = Project.Status

QUEUE = "submitted"
EVERYTHING = "all"
TABS = {
    QUEUE: ("待审核", frozenset({Status.SUBMITTED})),
    "returned": ("已退回", frozenset({Status.RETURNED})),
    "accepted": ("已受理", frozenset({Status.ACCEPTED})),
    "ended": ("已结束", Project.ENDED),
    EVERYTHING: ("全部", frozenset(Status)),
}


def chosen_tab(request: HttpRequest) -> str:
    """Return the tab that the address asks for: the queue, but a search looks everywhere."""
    asked = request.GET.get(TabFilter.parameter_name)
    if asked is None:
        return EVERYTHING if request.GET.get(SEARCH_VAR) else QUEUE
    return asked if asked in TABS else QUEUE


def is_narrowed(request: HttpRequest) -> bool:
    """Tell whether the address asks for less than a whole tab."""
    narrowing = {SEARCH_VAR, MethodFilter.parameter_name, AgencyFilter.parameter_name, PlanChangeFilter.parameter_name}
    return any(request.GET.get(name) for name in narrowing)


class TabFilter(admin.SimpleListFilter):
    """Status, as tabs above the list."""

    title = "状态"
    parameter_name = "tab"
    template = "center/_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the tabs."""
        return [(key, label) for key, (label, _) in TABS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Keep the projects of the tab."""
        if self.value() not in {None, *TABS}:
            raise IncorrectLookupParameters
        _, statuses = TABS[chosen_tab(request)]
        return queryset.filter(status__in=statuses)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Return the tabs; unlike other filters this one always has one chosen."""
        chosen = chosen_tab(self.request)
        for key, label in self.lookup_choices:
            yield {
                "selected": key == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": label,
            }


class MethodFilter(admin.SimpleListFilter):
    """采购方式."""

    title = "采购方式"
    parameter_name = "method"
    template = "center/_filter_menu.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer all methods."""
        return list(Method.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Keep the projects of one method."""
        asked = self.value()
        if not asked:
            return queryset
        if asked not in Method.values:
            raise IncorrectLookupParameters
        return queryset.filter(method=asked)


class AgencyFilter(admin.SimpleListFilter):
    """代理机构."""

    title = "代理机构"
    parameter_name = "agency"
    template = "center/_filter_menu.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Offer all agencies."""
        agencies = Organisation.objects.filter(kind=Organisation.Kind.AGENCY).order_by("name")
        return [(str(pk), name) for pk, name in agencies.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Keep the projects of one agency."""
        asked = self.value()
        if not asked:
            return queryset
        if asked not in dict(self.lookup_choices):
            raise IncorrectLookupParameters
        return queryset.filter(agency_id=int(asked))


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
