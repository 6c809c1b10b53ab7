"""Addresses of what the province calls."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from apps.interconnection.authentication import signed
from apps.interconnection.views import HintView

app_name = "interconnection"

urlpatterns = [
    # The caller is a machine with a signature, not a browser with cookies.
    path("hints", csrf_exempt(signed(HintView.as_view())), name="hints"),
]
