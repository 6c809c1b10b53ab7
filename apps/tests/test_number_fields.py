"""Every number that agencies and the center type is read by the fields of `apps.core.number_fields`."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.test import RequestFactory
from django.urls import get_resolver

from apps.accounts.center_revised import RevisedAdmin
from apps.accounts.models import User
from apps.core.number_fields import FigureField, WholeNumberField
from apps.core.revised_forms import RevisedForm

# The public's own forms, and those of the reference province, are not typed by clerks.
OTHERS = (
    "apps.province.",
    "apps.announcements.forms",
    "apps.announcements.open_data.",
    "apps.announcements.subscriptions.",
    "django.",
)
# What a page sends back of itself.
NOT_TYPED = frozenset({"revision", "plan_version"})


def plain_numbers(fields: dict[str, forms.Field]) -> list[str]:
    """Return the names of the fields where a person types a number that Django itself reads."""
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.IntegerField)
        and not isinstance(field, WholeNumberField | FigureField)
        and not field.widget.is_hidden
        and name not in NOT_TYPED
    ]


def _forms(parent: Any = forms.BaseForm) -> Iterator[Any]:
    for child in parent.__subclasses__():
        yield child
        yield from _forms(child)


def test_no_form_of_the_agencies_leaves_a_number_to_django() -> None:
    assert get_resolver().url_patterns

    # Those of the center's pages are made by their admin.
    agencies = {
        form for form in _forms() if not form.__module__.startswith(OTHERS) and ".tests." not in form.__module__
    }
    typed = {form: getattr(form, "base_fields", {}) for form in agencies if not issubclass(form, RevisedForm)}
    found = {form.__qualname__: names for form, fields in typed.items() if (names := plain_numbers(fields))}

    assert found == {}


def test_no_page_of_the_center_leaves_a_number_to_django(rf: RequestFactory, administrator: User) -> None:
    request = rf.get("/center/")
    request.user = administrator
    found: dict[str, str] = {}
    for registered in admin.site._registry.values():
        if isinstance(registered, RevisedAdmin):
            shown = [registered.get_form(request)]
            shown += [inline.get_formset(request).form for inline in registered.get_inline_instances(request)]
            found |= {f"{form.__name__} {name}": name for form in shown for name in plain_numbers(form.base_fields)}

    assert found == {}
