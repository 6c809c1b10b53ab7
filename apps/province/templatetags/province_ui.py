"""How the province's pages write amounts, times and codes."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.province.choices import ExpertStatus, Kind, Method, OrganisationForm
from apps.province.money import to_readable
from apps.province.times import in_words

register = template.Library()


@register.filter
def yuan(amount: Decimal | str | None) -> str:
    """Write an amount in 元 with thousands separators and at least two decimals."""
    return "" if amount in (None, "") else to_readable(Decimal(str(amount)))


@register.filter
def quantity(amount: Decimal | str | float) -> str:
    """Write a quantity without the zeros that its column adds."""
    return f"{Decimal(str(amount)).normalize():f}"


@register.filter
def moment(value: datetime | str | None) -> str:
    """Write a point in time, given as itself or as the wire writes it, down to the minute."""
    found = parse_datetime(value) if isinstance(value, str) else value
    return f"{timezone.localtime(found):%Y-%m-%d %H:%M}" if found else ""


@register.filter
def moment_in_words(value: datetime) -> str:
    """Write a point in time as announcements do."""
    return in_words(value)


@register.filter
def method_label(code: str) -> str:
    """Return the Chinese name of a 采购方式."""
    return str(Method(code).label)


@register.filter
def kind_label(code: str) -> str:
    """Return the Chinese name of a 项目类别."""
    return str(Kind(code).label)


@register.filter
def organisation_form_label(code: str) -> str:
    """Return the Chinese name of a 组织形式."""
    return str(OrganisationForm(code).label)


@register.filter
def masked(name: str) -> str:
    """Return a name of which only the first character can be read."""
    return name[:1] + "＊" * max(len(name) - 1, 1)


@register.filter
def expert_status_label(code: str) -> str:
    """Return the Chinese word for what became of a drawn expert."""
    return str(ExpertStatus(code).label)
