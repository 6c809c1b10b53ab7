"""Addresses of the agencies' project pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

app_name = "acceptance"

urlpatterns: list[URLPattern] = []
