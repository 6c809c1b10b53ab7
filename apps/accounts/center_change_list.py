"""Lists at the center's site: by key, so that page n of millions of rows costs what page 1 costs."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from apps.accounts.center_filters import TAB
from apps.core.cursor_paging import AFTER, BEFORE, MARKS, CursorPage, cursor_page

# Rows are counted up to here: nobody needs to know more exactly how many there are, and counting is what grows.
MOST_COUNTED = 1000
# Each word is looked for in every searched column: a thousand of them would keep a thread busy for ten seconds.
LONGEST_SEARCH = 200


class Narrowing(NamedTuple):
    """A condition that the reader has set, and the address of the list without it."""

    title: str
    value: str
    url: str


class CenterSearchForm(ChangeListSearchForm):
    """What is searched for: no longer than anything that is listed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        too_long = f"最多搜索 {LONGEST_SEARCH} 个字，请减少后再搜索。"
        self.fields[SEARCH_VAR] = forms.CharField(
            required=False, strip=False, max_length=LONGEST_SEARCH, error_messages={"max_length": too_long}
        )


class CenterChangeList(ChangeList):
    """A list with a next and a previous page, without numbers of pages and without a total of everything."""

    search_form_class = CenterSearchForm
    page: CursorPage[Any]

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Return the rows of the list. Marks are no filters, and what narrows or sorts a list begins it anew."""
        for mark in MARKS:
            self.params.pop(mark, None)
            self.filter_params.pop(mark, None)
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request: HttpRequest) -> None:
        """Fetch one page. Raises BadPage when its mark is not one of ours."""
        self.page = cursor_page(self.queryset, query=request.GET, size=self.list_per_page)
        self.result_list: Any = self.page.rows
        self.result_count = self._count()
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = False
        # There are no numbers of pages to be printed, and no list is shown in one piece.
        self.show_all = self.can_show_all = self.multi_page = False

    @property
    def count_words(self) -> str:
        """Return how many rows the list has."""
        return f"{MOST_COUNTED} 条以上" if self.result_count > MOST_COUNTED else f"共 {self.result_count} 条"

    @property
    def next_url(self) -> str:
        """Return the address of the next page; empty on the last."""
        return self.get_query_string({AFTER: self.page.next_mark}) if self.page.next_mark else ""

    @property
    def previous_url(self) -> str:
        """Return the address of the page before; empty on the first."""
        return self.get_query_string({BEFORE: self.page.previous_mark}) if self.page.previous_mark else ""

    @property
    def first_url(self) -> str:
        """Return the address of the first page."""
        return self.get_query_string()

    @property
    def menus(self) -> list[Any]:
        """Return the filters besides the tabs."""
        return [spec for spec in self.filter_specs if getattr(spec, "parameter_name", "") != TAB]

    @property
    def narrowings(self) -> list[Narrowing]:
        """Return what narrows the list besides its tab."""
        return list(self._narrowings())

    @property
    def is_narrowed(self) -> bool:
        """Tell whether there may be rows that the list does not show because of what the reader chose."""
        tabs = self._tab_keys
        return bool(self.narrowings) or (bool(tabs) and self.params.get(TAB, tabs[0]) != tabs[0])

    @property
    def everything_url(self) -> str:
        """Return the address of the list that nothing narrows."""
        tabs = self._tab_keys
        return f"?{TAB}={tabs[-1]}" if tabs else "?"

    @property
    def _tab_keys(self) -> list[str]:
        tabs: Any = next((spec for spec in self.filter_specs if getattr(spec, "parameter_name", "") == TAB), None)
        return [key for key, _ in tabs.lookup_choices] if tabs else []

    def _narrowings(self) -> Iterator[Narrowing]:
        if self.query:
            yield Narrowing("搜索", self.query, self.get_query_string({SEARCH_VAR: None}))
        for spec in self.menus:
            without = dict.fromkeys(spec.expected_parameters())
            if any(self.params.get(name) for name in without):
                chosen = next((choice["display"] for choice in spec.choices(self) if choice["selected"]), "")
                yield Narrowing(str(spec.title), str(chosen), self.get_query_string(without))
        # Links from other pages name columns that have no menu; the date navigation above the list speaks for itself.
        of_filters = {name for spec in self.filter_specs for name in spec.expected_parameters()}
        for name, value in self.get_filters_params(self.params).items():
            column = name.partition(LOOKUP_SEP)[0]
            if name not in of_filters and column != self.date_hierarchy:
                field: Any = self.lookup_opts.get_field(column)
                yield Narrowing(str(field.verbose_name), value, self.get_query_string({name: None}))

    def _count(self) -> int:
        if not self.page.next_mark and not self.page.previous_mark:
            return len(self.page.rows)
        found: int = self.queryset.order_by()[: MOST_COUNTED + 1].count()
        return found
