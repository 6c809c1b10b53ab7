"""Counts at the agencies' work place the changes whose times they have to settle."""

from django.urls import reverse

from apps.acceptance.desk_cards import DeskCard, desk_card
from apps.accounts.models import Organisation
from apps.announcements.selectors.changes import waiting_changes


@desk_card
def changes_to_settle(agency: Organisation) -> DeskCard | None:
    """Count them; None where there is none."""
    count = waiting_changes(agency).count()
    if not count:
        return None
    return DeskCard("待办理的变更公告", count, reverse("changes:list"), "请核对自动填写的时间并提交审核")
