"""Addresses that the description of the read API tells of."""

from django.urls import path

from apps.announcements.open_data.api import views

# A number from outside may hold a slash.
urlpatterns = [
    path("api/v1/announcements/", views.AnnouncementListView.as_view(), name="announcements"),
    path(
        "api/v1/announcements/<path:announcement_no>/versions/<int:version>/",
        views.VersionView.as_view(),
        name="version",
    ),
    path("api/v1/announcements/<path:announcement_no>/", views.AnnouncementView.as_view(), name="announcement"),
    path("api/v1/projects/<path:project_no>/", views.ProjectView.as_view(), name="project"),
    path("api/v1/changes/", views.ChangesView.as_view(), name="changes"),
]
