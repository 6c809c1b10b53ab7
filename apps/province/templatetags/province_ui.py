"""How the province's pages write amounts, times and codes."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.province.choices import Kind, Method, OrganisationForm
from apps.province.services.suggestions import in_words

register = template.Library()


@register.filter
def yuan(amount: Decimal | str | None) -> str:
    """Write an amount in 元 with thousands separators and at least two decimals."""
    if amount in (None, ""):
        return ""
    whole, _, decimals = f"{Decimal(str(amount)):,.6f}".rstrip("0").partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


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
