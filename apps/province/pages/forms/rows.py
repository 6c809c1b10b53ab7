"""Tables whose rows are filled in: as many as one likes, blank ones do not count."""

from typing import Any

from django import forms

MAX_ROWS = 200


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    """The rows of one table."""

    default_error_messages = {"too_many_forms": "最多 %(num)d 行。"}

    def initial_form_count(self) -> int:
        """Treat every row that came back as a new one, so that a blank row is skipped and not complained about."""
        return 0 if self.is_bound else super().initial_form_count()

    def filled_forms(self) -> list[forms.Form]:
        """Return the rows that hold something and are not marked as removed."""
        deleted = self.deleted_forms
        return [form for form in self.forms if form.has_changed() and form not in deleted]

    def filled(self) -> list[dict[str, Any]]:
        """Return what the rows hold, empty fields left out; call it on valid rows."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE" and value not in ("", None)}
            for form in self.filled_forms()
        ]


def table_of(
    row: type[forms.Form], *, prefix: str, data: Any = None, initial: list[dict[str, Any]] | None = None
) -> Rows:
    """Return a table of such rows, prefilled with `initial` or one blank row where nothing came back yet."""
    row_set: Any = forms.formset_factory(
        row, formset=Rows, extra=0, min_num=0, max_num=MAX_ROWS, validate_max=True, can_delete=True
    )
    table: Rows = row_set(data, prefix=prefix, initial=None if data is not None else initial or [{}])
    return table
