"""Points in time, as the wire writes them and as announcements write them."""

from datetime import date, datetime

from django.utils import timezone


def to_wire_time(moment: datetime) -> str:
    """Return `moment` in RFC 3339 with the offset of the province's own time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def in_words(moment: datetime) -> str:
    """Return a point in time as announcements write it."""
    local = timezone.localtime(moment)
    return f"{local:%Y}年{local:%m}月{local:%d}日{local:%H}时{local:%M}分"


def day_in_words(day: date) -> str:
    """Return a day as announcements write it."""
    return f"{day:%Y}年{day:%m}月{day:%d}日"
