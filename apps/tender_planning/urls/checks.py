"""Addresses of 资格审查与符合性审查."""

from django.urls import path

from apps.tender_planning.views import checks

urlpatterns = [
    path("<int:pk>/planning/lots/<int:lot_pk>/checks/", checks.checks, name="checks"),
    path("<int:pk>/planning/lots/<int:lot_pk>/checks/begin/", checks.checks_begin, name="checks-begin"),
    path("<int:pk>/planning/lots/<int:lot_pk>/checks/complete/", checks.checks_complete, name="checks-complete"),
    path("<int:pk>/planning/lots/<int:lot_pk>/checks/copy/", checks.checks_copy, name="checks-copy"),
]
