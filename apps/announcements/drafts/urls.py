"""Addresses of the announcements that agencies draft, below their projects."""

from django.urls import path

from apps.announcements.drafts import file_views, views

app_name = "drafts"

urlpatterns = [
    path("<int:pk>/announcements/", views.draft_list, name="list"),
    path("<int:pk>/announcements/begin/", views.draft_begin, name="begin"),
    path("<int:pk>/announcements/<int:draft_pk>/", views.draft, name="draft"),
    path("<int:pk>/announcements/<int:draft_pk>/preview/", views.draft_preview, name="preview"),
    path("<int:pk>/announcements/<int:draft_pk>/take-back/", views.draft_take_back, name="take-back"),
    path("<int:pk>/announcements/<int:draft_pk>/cancel/", views.draft_cancel, name="cancel"),
    path("<int:pk>/announcements/<int:draft_pk>/files/attach/", file_views.file_attach, name="file-attach"),
    path("<int:pk>/announcements/<int:draft_pk>/files/<int:file_pk>/", file_views.file_download, name="file"),
    path(
        "<int:pk>/announcements/<int:draft_pk>/files/<int:file_pk>/remove/", file_views.file_remove, name="file-remove"
    ),
]
