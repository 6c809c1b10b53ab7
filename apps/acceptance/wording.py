"""What fields are called on a page, and how their values read there."""

from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Field, Model

from apps.core.figures import write_figure
from apps.core.templatetags.ui import ABSENT, date_cn, money

AMOUNTS = frozenset({"budget", "ceiling_price"})


def label(model: type[Model] | Model, name: str) -> str:
    """Return what a field is called on a page; the unit stands with the amount."""
    return str(model._meta.get_field(name).verbose_name).removesuffix("（元）")  # type: ignore[union-attr]


def shown(record: Model, name: str) -> str:
    """Return a field's value as people read it."""
    field = record._meta.get_field(name)
    assert isinstance(field, Field)
    value = getattr(record, name)
    if value is None or value == "":
        return ABSENT
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, BooleanField):
        return "是" if value else "否"
    if isinstance(value, date):
        return date_cn(value)
    if isinstance(value, Decimal):
        return money(value) if name in AMOUNTS else write_figure(value)
    return str(value)
