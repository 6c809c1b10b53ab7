"""Addresses of 变更公告 at the agencies' work place."""

from django.urls import path

from apps.announcements.changes import views

app_name = "changes"

urlpatterns = [
    path("", views.change_list, name="list"),
    path("<int:pk>/", views.change, name="change"),
]
