"""Addresses of the public site."""

from django.urls import path

from apps.announcements import views

app_name = "announcements"

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("announcements/", views.announcement_list, name="list"),
    path("announcements/<int:pk>/", views.announcement_detail, name="detail"),
    path("announcements/<int:pk>/versions/<int:number>/", views.announcement_version, name="version"),
    path("announcements/attachments/<int:pk>/", views.attachment, name="attachment"),
]
