"""What stands in a field of a form, in words: the label of a choice, 是 or 否, text as it was typed."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.forms import BoundField

from apps.core.templatetags.ui import ABSENT, datetime_cn


def field_words(bound: BoundField) -> str:
    """Return the value of a field as it is read, typed or initial; `—` for nothing."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    if isinstance(field, forms.ModelMultipleChoiceField):
        assert field.queryset is not None
        kept = field.queryset.filter(pk__in=[getattr(each, "pk", each) for each in value or []])
        return "、".join(field.label_from_instance(each) for each in kept) or ABSENT
    if value in (None, ""):
        return ABSENT
    if isinstance(field, forms.DateTimeField):
        # As datetime-local of a browser sends it, or as it is stored.
        return str(value).replace("T", " ") if isinstance(value, str) else datetime_cn(value)
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        choices = cast("Iterable[tuple[object, object]]", field.choices)
        return {str(key): str(name) for key, name in choices}.get(str(value), str(value))
    return str(value)
