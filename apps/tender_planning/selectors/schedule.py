"""The settings of opening and evaluation as they are stored, or as the announcement suggests them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.tender_planning.models import AnnouncedTerms, EvaluationSettings, OpeningSettings, Planning, ProjectSetup
from apps.tender_planning.schedule.proof import ScheduleFacts

# What the announcement says and the settings repeat.
ANNOUNCED_TIMES = ("documents_from", "documents_until", "bid_deadline", "opening_at")


@dataclass(frozen=True)
class ScheduleSettings:
    """Both halves of the sheet with what they must agree with."""

    opening: OpeningSettings
    evaluation: EvaluationSettings
    setup: ProjectSetup
    announced: AnnouncedTerms | None
    is_stored: bool

    def facts(self, planning: Planning) -> ScheduleFacts:
        """Return the times as they are proved."""
        opening = self.opening
        return ScheduleFacts(
            method=planning.project.method,
            kind=planning.project.kind,
            announced_at=self.announced.first_published_at if self.announced else None,
            documents_from=opening.documents_from,
            documents_until=opening.documents_until,
            question_deadline=opening.question_deadline,
            bid_deadline=opening.bid_deadline,
            opening_at=opening.opening_at,
            evaluation_at=self.evaluation.evaluation_at,
        )


def load_settings(planning: Planning) -> ScheduleSettings:
    """Return the settings, by four queries; before anything is stored, those that the announcement suggests."""
    stored = OpeningSettings.objects.filter(planning=planning).first()
    evaluation = EvaluationSettings.objects.filter(planning=planning).first()
    announced = AnnouncedTerms.objects.filter(planning=planning).first()
    return ScheduleSettings(
        opening=stored or _suggested(planning, announced),
        evaluation=evaluation or EvaluationSettings(planning=planning),
        setup=ProjectSetup.objects.select_related("room").get(planning=planning),
        announced=announced,
        is_stored=stored is not None,
    )


def schedule_table_html(planning: Planning) -> SafeString:
    """Return times and places as a plain table for the document."""
    settings = load_settings(planning)
    opening, evaluation = settings.opening, settings.evaluation
    rows = [
        (field.verbose_name, _shown(getattr(opening, field.name)))
        for field in OpeningSettings._meta.fields
        if field.name in (*ANNOUNCED_TIMES, "question_deadline", "opening_place")
    ]
    if settings.setup.decryption_minutes and planning.project.is_remote_opening:
        rows.append(("解密时限", f"{settings.setup.decryption_minutes} 分钟"))
    if evaluation.committee_size:
        experts, representatives = evaluation.expert_count, evaluation.representative_count
        size = f"{evaluation.committee_size} 人，其中评审专家 {experts} 人、采购人代表 {representatives} 人"
        rows.append(("评审委员会（小组）", size))
    if evaluation.candidate_count:
        rows.append(("推荐候选人数量", f"{evaluation.candidate_count} 人"))
    body = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", rows)
    return format_html("<table><tbody>{}</tbody></table>", body)


def iso(moment: datetime | None) -> str | None:
    """Write a moment as it is frozen: in China's time, with its offset."""
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None


def _suggested(planning: Planning, announced: AnnouncedTerms | None) -> OpeningSettings:
    suggested = OpeningSettings(planning=planning)
    if announced is not None:
        for name in (*ANNOUNCED_TIMES, "opening_place"):
            setattr(suggested, name, getattr(announced, name))
    return suggested


def _shown(value: object) -> str:
    return datetime_cn(value) if isinstance(value, datetime) else str(value or ABSENT)
