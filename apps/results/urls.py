"""Addresses of the results of a project, under those of the project."""

from django.urls import path

from apps.results import views

app_name = "results"

urlpatterns = [
    path("<int:pk>/results/", views.overview, name="overview"),
]
