"""Addresses of 例外说明."""

from django.urls import path

from apps.tender_planning.views import rule_exceptions

urlpatterns = [
    path("<int:pk>/planning/exceptions/", rule_exceptions.exceptions, name="exceptions"),
    path(
        "<int:pk>/planning/exceptions/<int:exception_pk>/take-back/",
        rule_exceptions.exception_take_back,
        name="exception-take-back",
    ),
]
