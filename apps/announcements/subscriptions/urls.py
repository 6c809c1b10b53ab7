"""Addresses of e-mail subscriptions; none is a file and none is kept by a cache."""

from django.urls import path

from apps.announcements.subscriptions import views

app_name = "subscriptions"

urlpatterns = [
    path("", views.manage_ask, name="manage-ask"),
    path("new/", views.new, name="new"),
    path("asked/", views.asked, name="asked"),
    path("confirm/<int:pk>/<str:secret>/", views.confirm, name="confirm"),
    path("unsubscribe/<int:pk>/<str:secret>/", views.unsubscribe, name="unsubscribe"),
    path("manage/<int:pk>/<str:secret>/", views.manage, name="manage"),
]
