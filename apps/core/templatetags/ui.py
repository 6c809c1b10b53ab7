"""How values look on a page: amounts, dates, waiting times, masked numbers, and links that keep the query.

Filters that show something answer an em dash for a value that is not there (``None``, or the empty string that
the template language hands over for an unknown variable): no page shows "None" and templates need no ``if``.
Django's own ``|date`` is not used: under zh-hans it dominated the time of a list page.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django import template
from django.http import HttpRequest
from django.utils.encoding import uri_to_iri

from apps.core.figures import write_figure

register = template.Library()

ABSENT = "—"
CHINA = ZoneInfo("Asia/Shanghai")

TEN_THOUSAND = Decimal(10_000)
# The exchange carries amounts with at most six decimals; past that a figure in 万元 is harder to read than one in 元.
MOST_DECIMALS_OF_TEN_THOUSAND = 6

# What the template language hands over for a value that is not there.
Absent = Literal[""] | None


@register.filter
def money(amount: Decimal | int | Absent) -> str:
    """Write an amount in full: ``3,120,000.00 元``. More than two decimals are shown when the amount has them."""
    if amount is None or amount == "":
        return ABSENT
    return f"{write_figure(Decimal(amount), least_decimals=2)} 元"


@register.filter
def money_short(amount: Decimal | int | Absent) -> str:
    """Write an amount in 万元 without rounding it: ``312 万元``, ``96.5 万元``.

    Amounts below 一万元, and those that would need more than six decimals, are written in full.
    """
    if amount is None or amount == "":
        return ABSENT
    yuan = Decimal(amount)
    figure = write_figure(yuan / TEN_THOUSAND)
    decimals = figure.partition(".")[2]
    if yuan and (abs(yuan) < TEN_THOUSAND or len(decimals) > MOST_DECIMALS_OF_TEN_THOUSAND):
        return money(yuan)
    return f"{figure} 万元"


@register.filter
def typeable(address: str) -> str:
    """Write an address with the characters that its escapes stand for, as a person would type it: RFC 3987."""
    return uri_to_iri(address)


def _local(moment: datetime) -> datetime:
    """Move an aware moment to China's time; a naive one is a programming error and is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(CHINA)


@register.filter
def date_cn(day: date | Absent) -> str:
    """Write a day, or the day in China of a moment: ``2026年3月2日``."""
    if day is None or day == "":
        return ABSENT
    if isinstance(day, datetime):
        day = _local(day)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def datetime_cn(moment: datetime | Absent) -> str:
    """Write a moment in China's time: ``2026年3月2日 09:00``."""
    if moment is None or moment == "":
        return ABSENT
    local = _local(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local.hour:02}:{local.minute:02}"


@register.filter
def datetime_iso(moment: date | Absent) -> str:
    """Write a day or a moment for the ``datetime`` attribute of ``<time>``; nothing for a value that is not there."""
    if moment is None or moment == "":
        return ""
    if isinstance(moment, datetime):
        return _local(moment).isoformat(timespec="seconds")
    return moment.isoformat()


@register.filter
def waited(start: datetime | Absent, now: datetime) -> str:
    """Write how long something has waited, in its two largest units: ``3 天 4 小时``.

    A start that lies after ``now`` (two machines' clocks) has waited less than a minute.
    """
    if start is None or start == "":
        return ABSENT
    minutes = max(int((now - start).total_seconds()) // 60, 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分钟" if minutes else f"{hours} 小时"
    return f"{minutes} 分钟" if minutes else "不到 1 分钟"


@register.filter
def mask_phone(phone: str | None) -> str:
    """Hide the four digits before the last four: ``138****5678``, ``0377-****0012``.

    Numbers of fewer than eight digits keep their last two alone. Anything that is not a digit stays.
    """
    if not phone:
        return ABSENT
    places = [place for place, character in enumerate(phone) if character.isdigit()]
    hidden = set(places[-8:-4] if len(places) >= 8 else places[:-2])
    return "".join("*" if place in hidden else character for place, character in enumerate(phone))


@register.filter
def quantity(count: Decimal | int | Absent) -> str:
    """Write a number of things without the zeros that the database keeps: ``2.500000`` is ``2.5``."""
    if count is None or count == "":
        return ABSENT
    return write_figure(Decimal(count))


@register.filter
def file_size(size: int | Absent) -> str:
    """Write a number of bytes in the largest unit that fits, with at most one decimal: ``1.5 MB``."""
    if size is None or size == "":
        return ABSENT
    if size < 1024:
        return f"{size} 字节"
    figure = Decimal(size)
    for unit in ("KB", "MB", "GB"):
        figure /= 1024
        shown = figure.quantize(Decimal("0.1"), ROUND_HALF_UP)
        if shown < 1024 or unit == "GB":
            break
    return f"{write_figure(shown)} {unit}"


@register.filter
def percent(ratio: Decimal | int | Absent) -> str:
    """Write a ratio (a part of one) as an exact percentage: ``Decimal("0.305")`` → ``30.5%``."""
    if ratio is None or ratio == "":
        return ABSENT
    return f"{write_figure(Decimal(ratio) * 100)}%"


@register.filter
def starts_with(text: str, prefix: str) -> bool:
    """Tell whether a path lies under another one; navigation marks where the reader is with it."""
    return text.startswith(prefix)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """Write the query string of this page with some parameters changed: ``{% query kind="goods" after=None %}``.

    ``None`` and the empty string take a parameter out. The result begins with ``?`` even when nothing is left,
    because an empty ``href`` would keep the present query instead of dropping it.
    """
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"
