"""Addresses of the public site."""

from django.urls import path
from django.urls.resolvers import URLPattern

app_name = "announcements"

urlpatterns: list[URLPattern] = []
