"""Addresses of 变更公告 at the agencies' work place."""

from django.urls import path

from apps.announcements import change_views

app_name = "changes"

urlpatterns = [
    path("", change_views.change_list, name="list"),
    path("<int:pk>/", change_views.change, name="change"),
]
