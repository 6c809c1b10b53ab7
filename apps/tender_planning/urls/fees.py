"""Addresses of 资费定义."""

from django.urls import path

from apps.tender_planning.views import fees

urlpatterns = [
    path("<int:pk>/planning/fees/", fees.fees, name="fees"),
    path("<int:pk>/planning/fees/<int:lot_pk>/", fees.fees_of_lot, name="fees-of-lot"),
    path("<int:pk>/planning/fees/<int:lot_pk>/copy/", fees.fees_copy, name="fees-copy"),
]
