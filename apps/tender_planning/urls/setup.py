"""Addresses of 立项信息."""

from django.urls import path

from apps.tender_planning.views import setup

urlpatterns = [
    path("<int:pk>/planning/setup/", setup.setup, name="setup"),
]
