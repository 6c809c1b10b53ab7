"""The province's addresses: the wire, the driving API, and the pages."""

from django.urls import include, path

from apps.province.health import healthz

urlpatterns = [
    path("exchange/v1/", include("apps.province.exchange.urls")),
    path("control/", include("apps.province.control.urls")),
    path("healthz", healthz),
    path("", include("apps.province.pages.urls")),
]

handler404 = "apps.province.pages.views.errors.not_found"
handler500 = "apps.province.pages.views.errors.failed"
