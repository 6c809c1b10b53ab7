"""Addresses of the agencies' door."""

from django.urls import path
from django.views.generic import RedirectView

from apps.accounts.views import SignInView, SignOutView, notification_list, notification_open, notifications_read

app_name = "accounts"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="acceptance:project-list"), name="agency-home"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("notifications/", notification_list, name="notifications"),
    path("notifications/read/", notifications_read, name="notifications-read"),
    path("notifications/<int:pk>/open/", notification_open, name="notification-open"),
]
