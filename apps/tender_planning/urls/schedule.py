"""Addresses of 开评标配置."""

from django.urls import path

from apps.tender_planning.views import schedule

urlpatterns = [
    path("<int:pk>/planning/schedule/", schedule.schedule, name="schedule"),
    path("<int:pk>/planning/schedule/rooms/", schedule.schedule_rooms, name="schedule-rooms"),
]
