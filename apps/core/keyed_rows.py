"""Tables whose rows are known by a key that the page itself gives.

A row keeps its key from the moment it appears in the browser, so that a page that is sent twice, by
autosave or by pressing twice, names the same rows twice instead of adding them twice. The service
stores rows by key: it updates the known ones, creates the others, removes those that are missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import cached_property

# What names, places and strikes out a row, and says nothing about what is in it.
BOOKKEEPING = frozenset({"key", "position", DELETION_FIELD_NAME})
# Rows that were struck out stay on the page until it is loaded anew; js/formset.js knows this number too.
SPARE_ROWS = 50
LARGEST_POSITION = 100_000

INCOMPLETE = "收到的表格不完整，请刷新页面后重试。"


class KeyedRowForm(forms.Form):
    """One row: a `key` that stays, and the `position` that 上移 and 下移 give it."""

    # The callable gives a blank row its key when it is shown: even without JavaScript it is sent twice as one row.
    key = forms.UUIDField(
        initial=uuid4, required=False, widget=forms.HiddenInput, error_messages={"invalid": INCOMPLETE}
    )
    position = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LARGEST_POSITION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), INCOMPLETE),
    )

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the fields that were filled in; a key and a position alone do not make a row."""
        return [name for name in super().changed_data if name not in BOOKKEEPING]

    def clean_key(self) -> UUID:
        """Give a row that came without a key one."""
        key: UUID | None = self.cleaned_data["key"]
        return key or uuid4()

    def place(self) -> int | None:
        """Return the position that was sent, also of a row that is blank or has faults; None when there is none."""
        try:
            place: int | None = self.fields["position"].clean(self["position"].value())
        except ValidationError:
            return None
        return place


RowForm = TypeVar("RowForm", bound=KeyedRowForm)


class BaseKeyedRowFormSet(forms.BaseFormSet[RowForm]):
    """Rows in the order that the page showed; made by `keyed_row_formset`."""

    default_error_messages = {"too_many_forms": "行数太多，请减少后重试。"}
    row_name: ClassVar[str]
    most: ClassVar[int]
    least: ClassVar[int]

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Any = None, **kwargs: Any) -> None:
        # A table that was sent is read as it is: compared with what is stored, rows that stay the same would be none.
        super().__init__(data, initial=initial if data is None else None, **kwargs)

    def __iter__(self) -> Iterator[RowForm]:
        """Yield the rows as the page shows them: by position, those without one last, as they came."""
        return iter(sorted(self.forms, key=_by_place))

    def clean(self) -> None:
        """Refuse a table that lost rows on its way, two rows with one key, and too many or too few rows."""
        if not self.management_form.is_valid() or self.total_form_count() < self.initial_form_count():
            raise ValidationError(INCOMPLETE, code="incomplete")
        rows = self.entered_forms()
        keys = [form.cleaned_data["key"] for form in rows if "key" in form.cleaned_data]
        if len(set(keys)) < len(keys):
            raise ValidationError("收到的表格中有重复的行，请刷新页面后重试。", code="duplicate")
        if len(rows) > self.most:
            raise ValidationError(f"最多 {self.most} {self.row_name}，现有 {len(rows)} {self.row_name}。", code="most")
        if len(rows) < self.least:
            raise ValidationError(f"至少 {self.least} {self.row_name}。", code="least")

    def entered_forms(self) -> list[RowForm]:
        """Return the rows that stay, neither blank nor struck out, in their order."""
        return [form for form in self if form.has_changed() and not self._should_delete_form(form)]  # type: ignore[attr-defined]

    def rows(self) -> list[dict[str, Any]]:
        """Return what was entered, row by row in order; each with its `key`."""
        left_out = BOOKKEEPING - {"key"}
        return [
            {name: value for name, value in form.cleaned_data.items() if name not in left_out}
            for form in self.entered_forms()
        ]

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Show what a rule found: `<prefix>-<n>-<field>` at the field of the nth row of `rows()`, others above.

        Of a table that was not sent, the rows are those that it shows.
        """
        general = self.non_form_errors()
        shown = self.entered_forms() if self.is_bound else list(self)
        for name, messages in problems.items():
            index, _, field = name.removeprefix(f"{self.prefix}-").partition("-")
            if index.isdecimal() and int(index) < len(shown):
                form = shown[int(index)]
                place = field if field in form.fields else NON_FIELD_ERRORS
                form.errors.setdefault(place, form.error_class()).extend(messages)
            else:
                general.extend(messages)
        if not self.is_bound:
            # A table that was not sent has not collected the errors of its rows.
            self._errors = [form.errors for form in self.forms]


def keyed_row_formset(
    form: type[RowForm],
    *,
    row_name: str,
    most: int,
    least: int = 0,
    extra: int = 1,
    formset: type[BaseKeyedRowFormSet[RowForm]] = BaseKeyedRowFormSet,
) -> type[BaseKeyedRowFormSet[RowForm]]:
    """Return the class of a table of `form` rows.

    row_name   the measure word and noun of its rows (个评分项), for the messages about their number
    extra      blank rows shown at the end, for browsers without JavaScript
    formset    a subclass of BaseKeyedRowFormSet that checks the rows against one another
    """
    made = forms.formset_factory(
        form, formset=formset, extra=extra, can_delete=True, max_num=most, absolute_max=most + SPARE_ROWS
    )
    keyed = cast("type[BaseKeyedRowFormSet[RowForm]]", made)
    keyed.row_name, keyed.most, keyed.least = row_name, most, least
    return keyed


def _by_place(form: KeyedRowForm) -> tuple[bool, int]:
    place = form.place()
    return place is None, place or 0
