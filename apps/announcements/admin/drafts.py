"""本平台公告 at the center's site: the queue of those that wait for a decision, and the page to judge one."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from apps.accounts.center_desks import list_url, waiting_desk
from apps.accounts.center_filters import Choice, TabFilter
from apps.accounts.center_reviewing import QUEUE, Act, ReviewAdmin, Shown, queue_tabs
from apps.accounts.center_site import Desk, desk
from apps.announcements.drafts.forms.acts import COMMON_REASONS
from apps.announcements.drafts.preview import preview_context
from apps.announcements.models import AnnouncementDraft, DraftFile, DraftReview
from apps.announcements.review_forms import ApproveForm, ReturnForm
from apps.announcements.selectors.drafts import draft_page
from apps.announcements.selectors.files import AttachmentLine
from apps.announcements.services.draft_files import note_file_opened
from apps.announcements.services.draft_reviews import approve_draft, content_of, return_draft
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.freezing import digest
from apps.core.templatetags.ui import ABSENT, datetime_cn

Status = AnnouncementDraft.Status
FILE = "admin:announcements_announcementdraft_file"


def _file_line(attached: DraftFile) -> AttachmentLine:
    url = reverse(FILE, args=[attached.draft_id, attached.pk])
    return AttachmentLine(attached.name, attached.size, url, note=f"{datetime_cn(attached.uploaded_at)} 上传")


@desk
def waiting_drafts(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the announcements that wait for a decision."""
    return waiting_desk(
        request,
        AnnouncementDraft.objects.filter(status=Status.AWAITING_REVIEW),
        since="submitted_at",
        title="待审核公告",
        url=list_url(AnnouncementDraft, tab=QUEUE),
        note="未选择计划的项目，通过后立即发布",
        none="目前没有待审核的公告",
    )


class DraftTabs(TabFilter):
    """Announcements by who has the word; the queue comes first. What was never submitted is the agency's own."""

    options = queue_tabs(
        Q(status=Status.AWAITING_REVIEW),
        {
            "returned": Choice("已退回", Q(status=Status.RETURNED)),
            "published": Choice("已发布", Q(status=Status.PUBLISHED)),
        },
    )


@admin.register(AnnouncementDraft)
class AnnouncementDraftAdmin(ReviewAdmin):
    """The queue, and the page on which an announcement is judged."""

    menu_position = 11
    page_template = "center/draft_review.html"
    queue_title = "本平台公告审核"
    things = "公告"
    queue_note = "未选择计划的项目，公告由代理机构在本平台拟定，提交后按先后排在这里。"
    subject = "draft"
    waiting_status = Status.AWAITING_REVIEW
    approval = Act("approve", ApproveForm, approve_draft, "审核通过，已发布。")
    sending_back = Act("return", ReturnForm, return_draft, "已退回代理机构。")
    common_reasons = COMMON_REASONS
    list_display = ["name", "kind", "project_number", "agency_name"]
    list_display_links = ["name"]
    tabs = DraftTabs
    list_filter = [DraftTabs]
    search_fields = ["title", "project__project_no", "project__name", "announcement__announcement_no"]
    search_help_text = "标题、公告编号、项目编号、项目名称"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnouncementDraft]:
        """Fetch the project with the draft; changes are judged with their times, elsewhere."""
        drafts: QuerySet[AnnouncementDraft] = super().get_queryset(request)
        submitted = drafts.filter(submitted_at__isnull=False).exclude(type="change")
        return submitted.select_related("project__agency", "announcement", "follows", "submitted_by", "changed_by")

    def get_urls(self) -> list[URLPattern]:
        """Add the preview and the files."""
        guarded = self.admin_site.admin_view
        pages = [
            path("<int:pk>/preview/", guarded(self.preview_view), name="announcements_announcementdraft_preview"),
            path(
                "<int:pk>/files/<int:file_pk>/",
                guarded(self.file_view),
                name=FILE.partition(":")[2],
            ),
        ]
        return [*pages, *super().get_urls()]

    def shown(self, record: AnnouncementDraft, now: datetime) -> Shown:
        """Return everything to judge the announcement by, under the digest of it as it is composed now."""
        page = draft_page(record, now=now)
        return Shown(
            seen={"sm3": digest(content_of(record, page.composed))},
            is_stopped=page.stops > 0,
            context={"page": page, "files": [_file_line(attached) for attached in page.files]},
        )

    def last_decision(self, record: AnnouncementDraft) -> DraftReview | None:
        """Return the newest decision on the announcement."""
        return record.reviews.select_related("reviewer").order_by("-pk").first()

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the public page that the announcement would have now."""
        record = self.get_record(request, str(pk))
        return render(request, "announcements/drafts/preview.html", preview_context(record, timezone.now()))

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
        """Hand out a file that goes out with the announcement, and note who took it."""
        attached = get_object_or_404(self.get_record(request, str(pk)).files, pk=file_pk)
        if not attached.file.storage.exists(str(attached.file.name)):
            raise Http404("没有这份附件。")
        note_file_opened(attached=attached, actor=Actor.of_request(request), now=timezone.now())
        return download(attached.file, name=attached.name, media_type=attached.media_type)

    @admin.display(description="公告", ordering="title")
    def name(self, draft: AnnouncementDraft) -> SafeString:
        """Return the title, and the number once it has one."""
        number = draft.announcement.announcement_no if draft.announcement else "发布时编号"
        return format_html('{}<span class="data-table__note">{}</span>', str(draft), number)

    @admin.display(description="公告类型", ordering="type")
    def kind(self, draft: AnnouncementDraft) -> str:
        """Return the type."""
        return draft.get_type_display()

    @admin.display(description="项目编号", ordering="project__project_no")
    def project_number(self, draft: AnnouncementDraft) -> str:
        """Return the number of the project."""
        return draft.project.project_no or ABSENT

    @admin.display(description="代理机构", ordering="project__agency__name")
    def agency_name(self, draft: AnnouncementDraft) -> str:
        """Return the agency."""
        return draft.project.agency.name
