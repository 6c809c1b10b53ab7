"""Addresses of the agencies' door."""

from django.urls import path
from django.views.generic import RedirectView

from apps.accounts.views import SignInView, SignOutView

app_name = "accounts"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="acceptance:project-list"), name="agency-home"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
]
