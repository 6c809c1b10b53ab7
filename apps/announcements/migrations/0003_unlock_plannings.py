"""Preparations open whose tender announcement was published before there were preparations."""

from datetime import datetime
from decimal import Decimal

from django.db import migrations
from django.utils import timezone


def unlock(apps, schema_editor):
    planning_model = apps.get_model("tender_planning", "Planning")
    terms_model = apps.get_model("tender_planning", "AnnouncedTerms")
    change_model = apps.get_model("core", "StatusChange")
    announcement_model = apps.get_model("announcements", "Announcement")
    now = timezone.now()
    for planning in planning_model.objects.filter(status="locked").order_by("pk").iterator():
        announcement = (
            announcement_model.objects.filter(project=planning.project_id, type="tender", status="published")
            .order_by("-first_published_at", "-pk")
            .first()
        )
        if announcement is None:
            continue
        facts = announcement.versions.order_by("-version").values_list("facts", flat=True)[0]
        terms_model.objects.create(
            planning=planning,
            announcement_no=announcement.announcement_no,
            first_published_at=announcement.first_published_at,
            notice_working_days=facts["notice_working_days"],
            documents_from=datetime.fromisoformat(facts["documents_from"]),
            documents_until=datetime.fromisoformat(facts["documents_until"]),
            documents_price=Decimal(facts["documents_price"]),
            bid_deadline=datetime.fromisoformat(facts["bid_deadline"]),
            opening_at=datetime.fromisoformat(facts["opening_at"]),
            opening_place=facts["opening_place"],
            accepts_consortium=facts["accepts_consortium"],
        )
        planning_model.objects.filter(pk=planning.pk).update(status="editable", unlocked_at=now)
        change_model.objects.create(
            subject_type="tender_planning.planning",
            subject_id=planning.pk,
            old_status="locked",
            new_status="editable",
            new_status_label="编制中",
            reason="采购公告此前已发布",
            actor_name="交易平台",
            changed_at=now,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0002_append_only_versions"),
        ("core", "0002_append_only_history"),
        ("tender_planning", "0004_plannings_of_accepted_projects"),
    ]

    # Going back leaves them open: what was prepared meanwhile must not be shut away.
    operations = [migrations.RunPython(unlock, migrations.RunPython.noop)]
