"""When the daily mails go out."""

from datetime import datetime, time, timedelta

from apps.core.templatetags.ui import CHINA

MORNING = time(8, 0)


def next_morning(now: datetime) -> datetime:
    """Return the first eight o'clock in China after `now`."""
    today = datetime.combine(now.astimezone(CHINA).date(), MORNING, CHINA)
    return today if now < today else today + timedelta(days=1)
