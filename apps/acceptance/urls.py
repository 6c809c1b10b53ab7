"""Addresses of the agencies' project pages."""

from django.urls import path

from apps.acceptance.views import acts, categories, detail, editing, papers, plans, projects

app_name = "acceptance"

urlpatterns = [
    path("", projects.project_list, name="project-list"),
    path("start/", projects.project_start, name="project-start"),
    path("plans/", plans.plan_picker, name="plan-picker"),
    path("plans/pick/", plans.plan_pick, name="plan-pick"),
    path("categories/", categories.category_search, name="category-search"),
    path("<int:pk>/", detail.project_detail, name="project-detail"),
    path("<int:pk>/edit/", editing.project_edit, name="project-edit"),
    path("<int:pk>/submit/", acts.project_submit, name="project-submit"),
    path("<int:pk>/cancel/", acts.project_cancel, name="project-cancel"),
    path("<int:pk>/adopt-plan/", acts.plan_adopt, name="plan-adopt"),
    path("<int:pk>/papers/attach/", papers.paper_attach, name="paper-attach"),
    path("<int:pk>/papers/<int:paper_pk>/", papers.paper_download, name="paper-download"),
    path("<int:pk>/papers/<int:paper_pk>/remove/", papers.paper_remove, name="paper-remove"),
]
