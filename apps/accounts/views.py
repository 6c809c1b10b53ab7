"""Sign-in and sign-out of agency staff, and what they were told."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.forms import AgencySignInForm
from apps.accounts.notification_views import open_notification, read_notifications, show_notifications
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.post_only import post_only

NOTIFICATIONS = "accounts:notifications"


class SignInView(LoginView):
    """The agencies' door."""

    form_class = AgencySignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOutView(LogoutView):
    """Ends the session; POST only."""


@agency_staff_only
@require_safe
def notification_list(request: AgencyRequest) -> HttpResponse:
    """Show what the clerk was told."""
    return show_notifications(request, request.user, "accounts/notifications.html", back_to=NOTIFICATIONS)


@agency_staff_only
@post_only(NOTIFICATIONS)
def notification_open(request: AgencyRequest, pk: int) -> HttpResponse:
    """Go to what a notification is about."""
    return open_notification(request, pk)


@agency_staff_only
@post_only(NOTIFICATIONS)
def notifications_read(request: AgencyRequest) -> HttpResponse:
    """Mark everything as read."""
    return read_notifications(request.user, back_to=NOTIFICATIONS)
