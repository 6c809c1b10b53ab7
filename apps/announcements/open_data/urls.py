"""Addresses of the open data. Nothing of it stands as a file of the public site."""

from django.urls import path, re_path

from apps.announcements.open_data import page_views
from apps.announcements.open_data.api import urls as api_urls
from apps.announcements.open_data.api.base import NothingHere
from apps.announcements.open_data.api.openapi import DescriptionView
from apps.announcements.open_data.bulk import views as bulk_views
from apps.announcements.open_data.ocds import views as ocds_views

app_name = "open_data"

urlpatterns = [
    path("open-data/", page_views.index, name="index"),
    path("open-data/catalog.jsonld", page_views.CatalogueView.as_view(), name="catalogue"),
    path("open-data/files/<str:name>", bulk_views.bulk_file, name="file"),
    path("api/v1/openapi.json", DescriptionView.as_view(), name="openapi"),
    *api_urls.urlpatterns,
    path("ocds/releases/", ocds_views.ReleasesView.as_view(), name="ocds-releases"),
    path("ocds/releases/<str:release_id>.json", ocds_views.ReleaseView.as_view(), name="ocds-release"),
    path("ocds/records/<str:ocid>.json", ocds_views.RecordView.as_view(), name="ocds-record"),
    path("ocds/extensions/<str:name>/<str:file>", ocds_views.ExtensionView.as_view(), name="ocds-extension"),
    re_path(r"^(?:api/v1|ocds)/", NothingHere.as_view()),
]
