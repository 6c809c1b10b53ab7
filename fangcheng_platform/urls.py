"""Addresses: who enters by which door."""

from django.contrib import admin
from django.urls import include, path

from apps.core.views import alive, ready

urlpatterns = [
    path("", include("apps.announcements.urls")),
    path("", include("apps.announcements.open_data.urls")),
    path("subscriptions/", include("apps.announcements.subscriptions.urls")),
    path("agency/", include("apps.accounts.urls")),
    path("agency/changes/", include("apps.announcements.changes.urls")),
    path("agency/projects/", include("apps.acceptance.urls")),
    path("agency/projects/", include("apps.tender_planning.urls")),
    path("agency/projects/", include("apps.announcements.drafts.urls")),
    path("agency/projects/", include("apps.results.urls")),
    path("center/", admin.site.urls),
    path("exchange/v1/", include("apps.interconnection.urls")),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
]
