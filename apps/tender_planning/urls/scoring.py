"""Addresses of 评分标准."""

from django.urls import path

from apps.tender_planning.views import scoring, scoring_copying, scoring_spreadsheets, scoring_trial

LOT = "<int:pk>/planning/lots/<int:lot_pk>/scoring/"

urlpatterns = [
    path(LOT, scoring.scoring, name="scoring"),
    path(f"{LOT}sources/", scoring_copying.sources, name="scoring-sources"),
    path(f"{LOT}sources/<int:source_pk>/", scoring_copying.copying, name="scoring-copy"),
    path(f"{LOT}export/", scoring_spreadsheets.scoring_export, name="scoring-export"),
    path(f"{LOT}import/", scoring_spreadsheets.scoring_import, name="scoring-import"),
    path(f"{LOT}trial/", scoring_trial.scoring_trial, name="scoring-trial"),
]
