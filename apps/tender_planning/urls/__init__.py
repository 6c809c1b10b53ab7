"""Addresses of the preparation of a tender, under those of its project."""

from apps.tender_planning.urls import checks, documents, fees, planning, rule_exceptions, schedule, scoring, setup

app_name = "tender_planning"

urlpatterns = [
    *planning.urlpatterns,
    *setup.urlpatterns,
    *fees.urlpatterns,
    *documents.urlpatterns,
    *scoring.urlpatterns,
    *checks.urlpatterns,
    *schedule.urlpatterns,
    *rule_exceptions.urlpatterns,
]
