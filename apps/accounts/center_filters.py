"""How lists at the center's site are narrowed: tabs, of which the first shows what waits, and menus."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from apps.accounts.models import Organisation

# The parameter of the tabs above a list.
TAB = "tab"


class Choice(NamedTuple):
    """One way to narrow a list: its words, and which rows it keeps."""

    label: str
    keeps: Q


class MenuFilter(admin.SimpleListFilter):
    """A menu of `options`; without a choice the list is not narrowed."""

    template = "center/_filter_menu.html"
    options: ClassVar[Mapping[str, Choice]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the options."""
        return [(key, choice.label) for key, choice in self.options.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen option; an option that does not exist leads back to the plain list."""
        asked = self.value()
        if not asked:
            return queryset
        if asked not in self.options:
            raise IncorrectLookupParameters
        return queryset.filter(self.options[asked].keeps)


class TabFilter(MenuFilter):
    """Tabs: the first is what waits for somebody, the last is everything, and one is always chosen."""

    title = "状态"
    parameter_name = TAB
    template = "center/_tabs.html"

    @classmethod
    def chosen(cls, request: HttpRequest) -> str:
        """Return the tab that the address asks for: what waits, but a search looks everywhere."""
        asked = request.GET.get(TAB)
        keys = list(cls.options)
        if asked is None:
            return keys[-1] if request.GET.get(SEARCH_VAR) else keys[0]
        return asked if asked in keys else keys[0]

    @classmethod
    def is_first(cls, request: HttpRequest) -> bool:
        """Tell whether the list shows what waits."""
        return cls.chosen(request) == next(iter(cls.options))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the tab."""
        if self.value() not in {None, *self.options}:
            raise IncorrectLookupParameters
        return queryset.filter(self.options[self.chosen(request)].keeps)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Return the tabs; unlike other filters this one always has one chosen."""
        chosen = self.chosen(self.request)
        for key, label in self.lookup_choices:
            yield {
                "selected": key == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": label,
            }


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
