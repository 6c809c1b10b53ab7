"""Counts at the agencies' work place what waits for them: changes with times to settle, returned announcements."""

from django.urls import reverse

from apps.acceptance.desk_cards import DeskCard, desk_card
from apps.accounts.models import Organisation
from apps.announcements.selectors.changes import waiting_changes
from apps.announcements.selectors.drafts import returned_drafts


@desk_card
def changes_to_settle(agency: Organisation) -> DeskCard | None:
    """Count them; None where there is none."""
    count = waiting_changes(agency).count()
    if not count:
        return None
    return DeskCard("待办理的变更公告", count, reverse("changes:list"), "请核对自动填写的时间并提交审核")


@desk_card
def drafts_to_correct(agency: Organisation) -> DeskCard | None:
    """Count the announcements that the center returned; None where there is none."""
    returned = returned_drafts(agency)
    oldest = returned.order_by("changed_at").first()
    if oldest is None:
        return None
    url = reverse("drafts:draft", args=[oldest.project_id, oldest.pk])
    return DeskCard("退回的公告", returned.count(), url, "中心退回了拟定的公告，请修改后重新提交")
