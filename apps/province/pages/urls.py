"""The paths of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, register_converter
from django.views.generic import RedirectView

from apps.province.choices import AnnouncementType
from apps.province.pages.forms.editors import EDITORS
from apps.province.pages.views import announcements, drafts, expert_draws, faults, plans, projects, pushes


class LaterTypeConverter:
    """The type of an announcement after the tender announcement."""

    regex = "|".join(type_.value for type_ in EDITORS)

    def to_python(self, value: str) -> AnnouncementType:
        """Return the type of that name."""
        return AnnouncementType(value)

    def to_url(self, value: AnnouncementType) -> str:
        """Return the name of a type."""
        return value.value


register_converter(LaterTypeConverter, "later_type")

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="plan-list"), name="home"),
    path(
        "sign-in/",
        LoginView.as_view(template_name="province/sign_in.html", redirect_authenticated_user=True),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    # 计划管理
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/new/", plans.plan_create, name="plan-create"),
    path("plans/<str:plan_no>/", plans.plan_detail, name="plan-detail"),
    path("plans/<str:plan_no>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<str:plan_no>/file/", plans.plan_file, name="plan-file"),
    path("plans/<str:plan_no>/withdraw/", plans.plan_withdraw, name="plan-withdraw"),
    # 信息发布
    path("projects/", projects.project_list, name="project-list"),
    path("projects/<str:plan_no>/wizard/", projects.wizard, name="wizard"),
    path("projects/<str:plan_no>/wizard/state", projects.wizard_state, name="wizard-state"),
    path(
        "projects/<str:plan_no>/wizard/drafts/<later_type:announcement_type>/",
        drafts.announcement_create,
        name="announcement-create",
    ),
    path("projects/<str:plan_no>/wizard/expert-draw/", expert_draws.draw_create, name="draw-create"),
    path("tender-text/<path:project_no>", projects.compose_body, name="compose-body"),
    path("announcements/", announcements.announcement_list, name="announcement-list"),
    path("announcements/<str:announcement_no>/", announcements.announcement_detail, name="announcement-detail"),
    path("announcements/<str:announcement_no>/edit/", projects.announcement_edit, name="announcement-edit"),
    path(
        "announcements/<str:announcement_no>/withdraw/",
        announcements.announcement_withdraw,
        name="announcement-withdraw",
    ),
    path("announcements/<str:announcement_no>/discard/", drafts.announcement_discard, name="announcement-discard"),
    path("notices/files/<str:attachment_id>", announcements.notice_attachment, name="notice-attachment"),
    path("notices/<str:announcement_no>", announcements.notice, name="notice"),
    # 专家管理
    path("expert-draws/", expert_draws.draw_list, name="draw-list"),
    path("expert-draws/<path:draw_no>/", expert_draws.draw_detail, name="draw-detail"),
    # 交易协同
    path("pushes/", pushes.push_list, name="push-list"),
    path("pushes/<int:pk>/", pushes.push_detail, name="push-detail"),
    # 系统
    path("faults/", faults.fault_list, name="fault-list"),
    path("faults/<int:pk>/remove/", faults.fault_remove, name="fault-remove"),
    path("faults/remove-all/", faults.fault_remove_all, name="fault-remove-all"),
]
