"""The driving API: what tests and judges do here instead of clicking. The services are those of the pages."""

from typing import Any

from django.utils import timezone

from apps.province.choices import AnnouncementType, Feed, Operation
from apps.province.control.documents import (
    ControlledAnnouncement,
    ControlledExpertDraw,
    ControlledFaults,
    ControlledLoss,
    ControlledPlan,
    RawRecord,
)
from apps.province.control.endpoint import ControlRequest, control_endpoint
from apps.province.drafting.registry import suggest_fields
from apps.province.drafting.tender import compose_tender_body, suggest_tender_facts, suggest_title
from apps.province.exceptions import NotFound
from apps.province.filings import PlanFiling
from apps.province.models import Announcement, FaultRule, HeldDocument, Plan
from apps.province.selectors import ledger, lots_of_project
from apps.province.services import announcements, expert_draws, faults, plans, pushes, reset
from apps.province.services.changes import append_next_version
from apps.province.standing import standing_of
from apps.province.wire_types import read_document


@control_endpoint("POST")
def create_plan(request: ControlRequest) -> dict[str, Any]:
    """File a plan; everything but title and budget has a default."""
    document = read_document(ControlledPlan, request.body)
    plan = plans.file_new_plan(
        filing=document, plan_no=document.plan_no, filed_at=document.filed_at, now=timezone.now()
    )
    return {"plan_no": plan.plan_no, "version": plan.version}


@control_endpoint("GET", "PUT")
def one_plan(request: ControlRequest, plan_no: str) -> dict[str, Any]:
    """Answer a plan, or change the fields that are given; a higher version goes out."""
    plan = Plan.objects.filter(plan_no=plan_no).first()
    if plan is None:
        raise NotFound(f"没有采购计划 {plan_no}")
    current = plans.plan_payload(plan)
    if request.method == "GET":
        return {"version": plan.version, "status": plan.status, "payload": current}
    merged = _merge(current, request.body, drop=("plan_no", "filed_at"))
    if "budget" in request.body and "items" not in request.body:
        # A single line follows the new total; several cannot be guessed and are told to be wrong.
        merged["items"] = [] if len(current["items"]) == 1 else current["items"]
    plan = plans.revise_plan(plan_no=plan_no, filing=read_document(PlanFiling, merged), now=timezone.now())
    return {"plan_no": plan.plan_no, "version": plan.version}


@control_endpoint("POST")
def withdraw_plan(request: ControlRequest, plan_no: str) -> dict[str, Any]:
    """Take a plan back."""
    plan = plans.withdraw_plan(plan_no=plan_no, now=timezone.now())
    return {"plan_no": plan.plan_no, "version": plan.version}


@control_endpoint("POST")
def create_announcement(request: ControlRequest) -> dict[str, Any]:
    """Publish an announcement; of a project with lots, one for a tender needs no more than its number.

    Others need their facts: title, lots and text follow from them.
    """
    document = read_document(ControlledAnnouncement, _with_suggestions(request.body))
    return _publish(document, document.announcement_no)


@control_endpoint("GET", "PUT")
def one_announcement(request: ControlRequest, announcement_no: str) -> dict[str, Any]:
    """Answer an announcement, or change the fields that are given; a higher version goes out."""
    announcement = Announcement.objects.filter(announcement_no=announcement_no).first()
    if announcement is None:
        raise NotFound(f"没有公告 {announcement_no}")
    current = announcements.announcement_payload(announcement)
    if request.method == "GET":
        return {"version": announcement.version, "status": announcement.status, "payload": current}
    merged = _merge(current, request.body, drop=("announcement_no", "published_at", "source_url", "attachments"))
    return _publish(read_document(ControlledAnnouncement, merged), announcement_no)


@control_endpoint("POST")
def withdraw_announcement(request: ControlRequest, announcement_no: str) -> dict[str, Any]:
    """Take an announcement back."""
    announcement = announcements.withdraw_announcement(announcement_no=announcement_no, now=timezone.now())
    return {"announcement_no": announcement.announcement_no, "version": announcement.version}


@control_endpoint("POST")
def create_expert_draw(request: ControlRequest) -> dict[str, Any]:
    """File an expert draw, or the next version of one."""
    draw = expert_draws.file_expert_draw(filing=read_document(ControlledExpertDraw, request.body), now=timezone.now())
    return {"draw_no": draw.draw_no, "version": draw.version}


@control_endpoint("POST")
def create_raw_record(request: ControlRequest, feed: Feed) -> dict[str, Any]:
    """Put a record into a feed as it is, however wrong."""
    document = read_document(RawRecord, request.body)
    change = append_next_version(
        feed=feed,
        key=document.key,
        version=document.version,
        op=Operation(document.op),
        payload=document.payload,
        digest=document.digest,
        now=timezone.now(),
    )
    return {"key": change.key, "version": change.version, "digest": change.digest}


@control_endpoint("GET", "PUT", "POST", "DELETE")
def fault_rules(request: ControlRequest) -> dict[str, Any]:
    """Answer the fault rules; replace them all (PUT), add some (POST), or remove them all (DELETE)."""
    if request.method == "DELETE":
        faults.remove_all_rules()
    elif request.method in {"PUT", "POST"}:
        body = {"rules": request.body} if isinstance(request.body, list) else request.body
        rules = [rule.as_rule() for rule in read_document(ControlledFaults, body).rules]
        faults.set_rules(rules, keep_others=request.method == "POST")
    return {
        "rules": [
            {
                "id": rule.pk,
                "kind": rule.kind,
                "target": rule.target,
                "key": rule.key,
                "times": rule.times,
                "remaining": rule.remaining,
                "seconds": rule.seconds,
                "status": rule.status,
                "seed": rule.seed,
                "hits": rule.hits,
            }
            for rule in FaultRule.objects.all()
        ]
    }


@control_endpoint("POST")
def lose_lots(request: ControlRequest, project_no: str) -> dict[str, Any]:
    """Lose the lots of a project by mistake, or go back to a backup that knew nothing of them."""
    wanted = read_document(ControlledLoss, request.body)
    pushes.lose_lots(project_no=project_no, remembers_keys=wanted.remembers_keys)
    return {"project_no": project_no}


@control_endpoint("GET")
def show_ledger(request: ControlRequest) -> dict[str, Any]:
    """Answer what the pushes came to, for every project or for `?project_no=`."""
    return {"projects": ledger(project_no=request.query.get("project_no"))}


@control_endpoint("POST")
def reset_everything(request: ControlRequest) -> dict[str, Any]:
    """Forget everything that was filed, published, pushed or arranged; users and organisations stay."""
    reset.forget_everything()
    return {"status": "ok"}


def _publish(document: ControlledAnnouncement, announcement_no: str | None) -> dict[str, Any]:
    announcement = announcements.publish_announcement(
        filing=document,
        announcement_no=announcement_no,
        published_at=document.published_at,
        added=[attachment.as_new_attachment() for attachment in document.attachments],
        removed=document.removed_attachments,
        force=document.force,
        now=timezone.now(),
    )
    return {
        "announcement_no": announcement.announcement_no,
        "version": announcement.version,
        "attachments": announcements.announcement_payload(announcement)["attachments"],
    }


def _merge(current: dict[str, Any], changes: Any, *, drop: tuple[str, ...]) -> Any:
    """Return the current fields with the changed ones put over them."""
    if not isinstance(changes, dict):
        return changes
    return {name: value for name, value in current.items() if name not in drop} | changes


def _with_suggestions(body: Any) -> Any:
    """Fill in what the drafting page would have proposed: of a tender announcement everything, of others the text."""
    if not isinstance(body, dict):
        return body
    body = {"type": AnnouncementType.TENDER.value, **body}
    held = lots_of_project(body["project_no"]) if isinstance(body.get("project_no"), str) else None
    if held is None:
        return body
    if body["type"] == AnnouncementType.TENDER:
        return _suggest_tender(held) | body
    if body["type"] not in AnnouncementType.values or not isinstance(body.get("facts"), dict) or _is_written(body):
        return body
    return suggest_fields(standing_of(held), body, now=timezone.now()) | body


def _is_written(body: dict[str, Any]) -> bool:
    return all(name in body for name in ("title", "lot_nos", "body_html"))


def _suggest_tender(held: HeldDocument) -> dict[str, Any]:
    facts = suggest_tender_facts(lots_body=held.body, now=timezone.now())
    text = compose_tender_body(
        project_no=held.project_no, project_name=held.body["project_name"], lots=held.body["lots"], facts=facts
    )
    return {
        "lot_nos": [lot["lot_no"] for lot in held.body["lots"]],
        "title": suggest_title(held.body),
        "body_html": text,
        "facts": facts.model_dump(mode="json", exclude_none=True),
    }
