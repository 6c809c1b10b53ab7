"""What a person was told: the same three answers at the agencies' door and at the center's."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from apps.accounts.models import Notification, User
from apps.accounts.notifying import mark_all_read, mark_read
from apps.accounts.permissions import notification_of
from apps.core.paging import BadPage, page_of


def show_notifications(
    request: HttpRequest, user: User, template: str, *, back_to: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show a page of what the person was told, newest first; `back_to` names this very page."""
    try:
        page = page_of(Notification.objects.filter(user=user), by="created_at", query=request.GET)
    except BadPage as refusal:
        messages.error(request, str(refusal))
        return redirect(back_to)
    has_unread = Notification.objects.unread_of(user).exists()
    return TemplateResponse(request, template, {**(context or {}), "page": page, "has_unread": has_unread})


def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what one of them is about; it is read from then on."""
    notification = notification_of(request, pk)
    mark_read(notification=notification, now=timezone.now())
    return redirect(notification.url)


def read_notifications(user: User, *, back_to: str) -> HttpResponse:
    """Mark everything as read."""
    mark_all_read(user=user, now=timezone.now())
    return redirect(back_to)
