"""Addresses of the announcements that agencies draft, below their projects."""

from django.urls import path

from apps.announcements import draft_views

app_name = "drafts"

urlpatterns = [
    path("<int:pk>/announcements/", draft_views.draft_list, name="list"),
    path("<int:pk>/announcements/begin/", draft_views.draft_begin, name="begin"),
    path("<int:pk>/announcements/<int:draft_pk>/", draft_views.draft, name="draft"),
    path("<int:pk>/announcements/<int:draft_pk>/preview/", draft_views.draft_preview, name="preview"),
    path("<int:pk>/announcements/<int:draft_pk>/take-back/", draft_views.draft_take_back, name="take-back"),
    path("<int:pk>/announcements/<int:draft_pk>/cancel/", draft_views.draft_cancel, name="cancel"),
]
