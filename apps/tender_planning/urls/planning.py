"""Addresses of the preparation as a whole."""

from django.urls import path

from apps.tender_planning.views import planning, versions

urlpatterns = [
    path("<int:pk>/planning/", planning.overview, name="overview"),
    path("<int:pk>/planning/issue/", planning.issue, name="issue"),
    path("<int:pk>/planning/versions/<int:number>/", versions.version, name="version"),
    path("<int:pk>/planning/versions/<int:number>/print/", versions.version_print, name="version-print"),
    path("<int:pk>/planning/versions/<int:number>/<int:other>/", versions.differences, name="differences"),
]
