"""The pages of each side, captured while a project goes on from its plan to its contract."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.contrib import admin
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.models import Announcement, BulkMaking, ChangeTimes, Subscription, SubscriptionToken
from apps.announcements.services.subscriptions import ask_subscription
from apps.announcements.subscriptions.tokens import issue_link
from apps.announcements.tests.drafts.conftest import Act, Publish, Write
from apps.conftest import PlanFactory, signed_in
from apps.core.actors import PROVINCE
from apps.core.models import CalendarNotice, OutboxMessage
from apps.interconnection import inbox, pulling
from apps.interconnection.models import Discrepancy, Feed
from apps.interconnection.tests.conftest import Clock, ScriptedProvince, page, plan_item
from apps.tender_planning import inspections
from apps.tender_planning.models import Room, Sheet
from apps.tender_planning.services.reopening import reopen_planning
from apps.tests.pages.addresses import arguments, pages_of
from apps.tests.pages.capturing import Album
from apps.tests.pages.story import Say, Story

# Rules that have nothing to say, so that what is prepared can be issued.
NO_FINDINGS: dict[Sheet.Kind, inspections.Inspector] = {kind: lambda _: [] for kind in inspections.INSPECTORS}
PUBLIC = ("announcements", "subscriptions", "open_data")
# What an agency may open.
AGENCY = ("accounts", "acceptance", "tender_planning", "changes", "results", "drafts")


@pytest.fixture
def say() -> Say:
    """How the people of the story put things: plainly. Tests may have them say something else."""
    return lambda words: words


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not signed in."""
    return Client()


@pytest.fixture
def story(submitted: Project, clerk: User, reviewer: User, say: Say, now: datetime) -> Story:
    """A project that waits for its review, and what may come of it."""
    Project.objects.filter(pk=submitted.pk).update(name=say("方城县教育体育局教学设备采购项目"))
    submitted.refresh_from_db()
    return Story(submitted, clerk, reviewer, say, now)


@pytest.fixture
def accepted(story: Story) -> Story:
    """The same, accepted."""
    story.accept()
    return story


@pytest.fixture
def told(accepted: Story) -> dict[str, Announcement]:
    """Every type of announcement of the project; one in two versions, one withdrawn."""
    announce = accepted.announce
    made = {"tender": announce("T-1", "tender")}
    announce("T-1", "tender", version=2, facts={"opening_place": accepted.say("开标二室")})
    made["withdrawn"] = announce("T-2", "tender", title=accepted.say("（示例数据）另一项公告"))
    announce("T-2", "tender", version=2, is_withdrawn=True, title=accepted.say("（示例数据）另一项公告"))
    made["change"] = announce("C-1", "change", after=1)
    accepted.submit(made["change"])
    accepted.approve(made["change"])
    for number, announcement_type in enumerate(("result", "result_correction", "termination", "contract"), start=40):
        made[announcement_type] = announce(f"N-{number}", announcement_type, after=number)
    return made


@pytest.fixture
def public_pages(
    told: dict[str, Announcement], accepted: Story, visitor: Client, publish: Publish, settings: LazySettings
) -> Album:
    """Every kind of page of the public site, error pages and the doors included."""
    album, project_no = Album(), accepted.project.project_no
    told = told | {"drafted here": publish()}
    album.capture(visitor, reverse("announcements:home"))
    album.capture(visitor, reverse("announcements:list"))
    for announcement_type in Announcement.Type:
        album.capture(visitor, reverse("announcements:column", args=[announcement_type]), announcement_type.label)
    for kind, announcement in told.items():
        album.capture(visitor, reverse("announcements:detail", args=[announcement.pk]), kind)
    tender = told["tender"].pk
    album.capture(visitor, reverse("announcements:version", args=[tender, 1]))
    album.capture(visitor, reverse("announcements:differences", args=[tender, 1, 2]))
    album.capture(visitor, reverse("announcements:project", args=[project_no]))
    search = reverse("announcements:search")
    album.capture(visitor, search, "found", asking={"q": "公告", "kind": "goods", "amount_from": "1"})
    album.capture(visitor, search, "nothing found", asking={"q": "没有这样的词"})
    album.capture(visitor, search, "wrong filters", status=400, asking={"published_from": "昨天", "amount_from": "x"})
    album.capture(visitor, search, "no such page", status=400, asking={"after": "x"})
    settings.SENDS_MAIL = True
    _capture_subscriptions(album, visitor, accepted.say)
    album.capture(visitor, reverse("open_data:index"))
    album.capture(visitor, reverse("accounts:sign-in"))
    album.capture(visitor, reverse("admin:login"))
    album.capture(visitor, "/announcements/999999/", "404", status=404)
    for template in ("400", "403", "403_csrf", "405", "413", "500"):
        answer = render(RequestFactory().get("/"), f"{template}.html", {"megabytes": 5})
        album.keep_answer(answer, "/", f"template {template}")
    album.keep_answer(render(RequestFactory().get("/"), "accounts/locked_out.html"), "/agency/sign-in/", "locked out")
    return album


def _capture_subscriptions(album: Album, visitor: Client, say: Say) -> None:
    """Keep the pages on which a reader subscribes to a search, confirms, and leaves again."""
    now = timezone.now()
    ask_subscription(
        address="zhang@example.com",
        filters={"q": say("电子白板")[:100]},
        frequency="immediate",
        client="203.0.113.7",
        now=now,
    )
    subscription = Subscription.objects.get()
    album.capture(visitor, reverse("subscriptions:new"), asking={"q": "电子白板"})
    album.capture(visitor, reverse("subscriptions:asked"))
    album.capture(visitor, reverse("subscriptions:manage-ask"))
    for purpose in SubscriptionToken.Purpose:
        album.capture(visitor, urlsplit(issue_link(subscription, purpose, now=now)).path)
    album.capture(visitor, reverse("subscriptions:manage", args=[1, "x"]), "a dead link", status=404)


@pytest.fixture
def agency_pages(  # noqa: PLR0917  what a story needs are fixtures
    story: Story,
    make_plan: PlanFactory,
    rooms: dict[str, Room],
    write: Write,
    submit: Act,
    monkeypatch: pytest.MonkeyPatch,
) -> Album:
    """Every page that an agency may open, as it looks on the way from the plan to the result."""
    album, client, say, project = Album(), signed_in(story.clerk), story.say, story.project
    named = {"title": say("方城县公安局视频监控采购项目"), "purchaser_name": say("方城县公安局")}
    drafted = make_plan("411322-2026-00018", **named)
    make_plan("411322-2026-00019", **named)
    client.post(reverse("acceptance:plan-pick"), {"plan_no": drafted.plan_no})
    draft = Project.objects.get(plan=drafted)
    edit = reverse("acceptance:project-edit", args=[draft.pk])
    album.capture(client, edit)
    album.capture(client, edit, "with what is missing", asking={"check": "1"})
    album.capture(client, reverse("acceptance:project-detail", args=[draft.pk]), "a draft")
    album.capture(client, reverse("acceptance:project-detail", args=[project.pk]), "submitted")
    album.capture(client, reverse("changes:list"), "empty")
    album.capture(client, reverse("accounts:notifications"), "empty")

    story.accept()
    album.capture(client, reverse("tender_planning:overview", args=[project.pk]), "waiting")
    album.capture(client, reverse("results:overview", args=[project.pk]), "empty")
    story.prepare()
    album.sweep(client, pages_of("acceptance", "tender_planning"), _parts(story))

    monkeypatch.setattr(inspections, "INSPECTORS", NO_FINDINGS)
    story.issue()
    album.capture(client, reverse("tender_planning:overview", args=[project.pk]), "issued")
    album.capture(client, reverse("tender_planning:schedule", args=[project.pk]), "issued")
    change = story.announce("C-1", "change", after=1)
    album.capture(client, reverse("changes:change", args=[change.pk]), "waiting for its times")
    story.submit(change)
    album.capture(client, reverse("changes:change", args=[change.pk]), "submitted")
    story.approve(change)
    reopen_planning(planning=story.planning, reason=say("变更"), actor=PROVINCE, now=story.now)
    story.issue()
    story.announce("R-1", "result", after=40)
    album.capture(client, reverse("results:overview", args=[project.pk]), "with a result")
    album.capture(client, reverse("accounts:notifications"), "full")
    announcement = write()
    parts = _parts(story) | {"drafts": {"pk": announcement.project_id, "draft_pk": announcement.pk}}
    album.sweep(client, pages_of(*AGENCY), parts)
    submit(announcement)
    album.capture(client, reverse("drafts:draft", kwargs=parts["drafts"]), "submitted")
    album.capture(client, reverse("acceptance:project-detail", args=[project.pk]), "accepted")
    return album


def _parts(story: Story) -> dict[str, dict[str, object]]:
    """Return what stands in the addresses of an agency's pages."""
    planning = story.planning
    first, second = planning.project.lots.order_by("pk")
    versions = list(planning.versions.order_by("version"))
    build = versions[0].builds.get() if versions else None
    changes = Announcement.objects.filter(type="change")
    of_project: dict[str, object] = {
        "pk": story.project.pk,
        "lot_pk": first.pk,
        "source_pk": second.pk,
        "key": planning.document.chapters.standing()[0].key,
        "build_pk": build.pk if build else 0,
        "number": versions[0].version if versions else 0,
        "other": versions[-1].version if versions else 0,
    }
    of_change: dict[str, object] = {"pk": changes[0].pk if changes else 0}
    return dict.fromkeys(AGENCY, of_project) | {"changes": of_change}


@pytest.fixture
def center_pages(  # noqa: PLR0917  the same
    story: Story,
    make_plan: PlanFactory,
    administrator: User,
    supervisor: User,
    province: ScriptedProvince,
    clock: Clock,
    write: Write,
    submit: Act,
    monkeypatch: pytest.MonkeyPatch,
) -> Album:
    """Every page of the center's site; each is opened by the first of its people who may."""
    album, say = Album(), story.say
    people = [signed_in(user) for user in (story.reviewer, administrator, supervisor)]
    reviewer = people[0]
    review = reverse("admin:acceptance_project_change", args=[story.project.pk])
    album.capture(reviewer, reverse("admin:index"), "with work")
    album.capture(reviewer, review, "to be decided")
    story.accept()
    story.prepare()
    monkeypatch.setattr(inspections, "INSPECTORS", NO_FINDINGS)
    story.issue()
    change = story.announce("C-1", "change", after=1)
    story.submit(change)
    announcement = submit(write())
    decision = reverse("admin:announcements_announcementdraft_change", args=[announcement.pk])
    album.capture(reviewer, decision, "to be decided")
    times = reverse("admin:announcements_changetimes_change", args=[ChangeTimes.objects.get().pk])
    album.capture(reviewer, times, "to be decided")
    story.approve(change)
    story.announce("R-1", "result", after=40)

    items = [plan_item(title=say("计划")), plan_item("411322-2026-00099", budget=say("486万"))]
    province.pages = {"": page(items, next="c1")}
    pulling.pull(Feed.PLANS, province, clock)
    inbox.handle_due(clock)
    Discrepancy.objects.create(
        record_type="plans", key=say("411322"), kind="missing_here", province_version=1, found_at=story.now
    )
    OutboxMessage.objects.update(last_error=say("标段有误"))
    CalendarNotice.objects.create(
        year=2027,
        title=say("节假日安排"),
        document_no=say("国办发明电〔2026〕9号"),
        loaded_by="钱管理",
        loaded_at=story.now,
    )
    ask_subscription(address="zhang@example.com", filters={}, frequency="daily", client="203.0.113.7", now=story.now)
    BulkMaking.objects.create(
        status="failed",
        is_anew=False,
        started_at=story.now,
        started_by="交易平台",
        finished_at=story.now,
        failures=[["ocds-2026", say("没有空间")]],
    )
    for name in sorted(pages_of("admin")):
        _open(album, people, name)
    return album


def _open(album: Album, people: list[Client], name: str) -> None:
    """Keep a page of the center's site that somebody there may open; a page about a record is about the first one."""
    parts = _of_first_record(name) | {"app_label": "acceptance"}
    wanted = arguments()[name]
    if not wanted <= parts.keys():
        return
    address = reverse(name, kwargs={part: parts[part] for part in wanted})
    for person in people:
        if person.get(address).status_code == 200:
            album.capture(person, address)
            return
    album.closed.add(name)


def _of_first_record(name: str) -> dict[str, object]:
    label = name.removeprefix("admin:").rpartition("_")[0]
    for model in admin.site._registry:
        if label == f"{model._meta.app_label}_{model._meta.model_name}":
            first = model._base_manager.order_by("pk").first()
            return {"object_id": first.pk, "pk": first.pk} if first else {}
    return {}
