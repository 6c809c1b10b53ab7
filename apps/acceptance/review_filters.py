"""How the list of projects is narrowed: what waits comes first, everything else is one click away."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.accounts.center_filters import Choice, MenuFilter, TabFilter
from apps.accounts.models import Organisation

Status = Project.Status

QUEUE = "submitted"
EVERYTHING = "all"


class ProjectTabs(TabFilter):
    """Projects by what is left to do; the queue comes first."""

    options = {
        QUEUE: Choice("待审核", Q(status=Status.SUBMITTED)),
        "returned": Choice("已退回", Q(status=Status.RETURNED)),
        "accepted": Choice("已受理", Q(status=Status.ACCEPTED)),
        "ended": Choice("已结束", Q(status__in=Project.ENDED)),
        EVERYTHING: Choice("全部", Q()),
    }


class MethodFilter(MenuFilter):
    """采购方式."""

    title = "采购方式"
    parameter_name = "method"
    options = {value: Choice(label, Q(method=value)) for value, label in Method.choices}


class AgencyFilter(admin.SimpleListFilter):
    """代理机构; `path` leads from a row of the list to the agency."""

    title = "代理机构"
    parameter_name = "agency"
    template = "center/_filter_menu.html"
    path: ClassVar[str] = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Offer all agencies."""
        agencies = Organisation.objects.filter(kind=Organisation.Kind.AGENCY).order_by("name")
        return [(str(pk), name) for pk, name in agencies.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of one agency."""
        asked = self.value()
        if not asked:
            return queryset
        if asked not in dict(self.lookup_choices):
            raise IncorrectLookupParameters
        return queryset.filter(**{self.path: int(asked)})


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


def is_narrowed(request: HttpRequest) -> bool:
    """Tell whether the address asks for less than a whole tab."""
    narrowing = {SEARCH_VAR, MethodFilter.parameter_name, AgencyFilter.parameter_name, PlanChangeFilter.parameter_name}
    return any(request.GET.get(name) for name in narrowing)
