"""The paths of the driving API, below /control/."""

from django.urls import path

from apps.province.control import views

urlpatterns = [
    path("plans", views.create_plan),
    path("plans/<path:plan_no>/withdraw", views.withdraw_plan),
    path("plans/<path:plan_no>", views.one_plan),
    path("announcements", views.create_announcement),
    path("announcements/<path:announcement_no>/withdraw", views.withdraw_announcement),
    path("announcements/<path:announcement_no>", views.one_announcement),
    path("expert-draws", views.create_expert_draw),
    path("raw/<feed:feed>", views.create_raw_record),
    path("lots/<path:project_no>/lose", views.lose_lots),
    path("faults", views.fault_rules),
    path("ledger", views.show_ledger),
    path("reset", views.reset_everything),
]
