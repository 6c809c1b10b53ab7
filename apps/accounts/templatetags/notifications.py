"""How many notifications wait for the reader."""

from django import template

from apps.accounts.models import Notification, User

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> int:
    """Return how many notifications the person behind the request has not read; one query of one index."""
    user = context["request"].user
    return Notification.objects.unread_of(user).count() if isinstance(user, User) else 0
