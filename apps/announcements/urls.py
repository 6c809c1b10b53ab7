"""Addresses of the public site: every one a path that a file can stand at, but for searches."""

from django.urls import path, register_converter

from apps.announcements import views
from apps.announcements.column_converter import ColumnConverter

app_name = "announcements"

register_converter(ColumnConverter, "column")

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("announcements/", views.announcement_list, name="list"),
    path("announcements/<column:column>/", views.announcement_list, name="column"),
    path("announcements/<int:pk>/", views.announcement_detail, name="detail"),
    path("announcements/<int:pk>/versions/<int:number>/", views.announcement_version, name="version"),
    path("announcements/<int:pk>/differences/<int:old>/<int:new>/", views.announcement_comparison, name="differences"),
    path("announcements/attachments/<int:pk>/", views.attachment, name="attachment"),
    path("projects/<str:project_no>/", views.project_life, name="project"),
]
