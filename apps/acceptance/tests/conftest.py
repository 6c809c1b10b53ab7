"""What the tests of acceptance share."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from celery import Celery
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from apps.acceptance.models import Lot, Project
from apps.acceptance.services.projects import LotFacts
from apps.accounts.models import User
from apps.conftest import signed_in

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


@pytest.fixture(autouse=True)
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that were rung for; nothing is sent to a broker."""
    rung: list[str] = []

    def remember(app: Celery, name: str, **options: Any) -> None:
        rung.append(name)

    monkeypatch.setattr(Celery, "send_task", remember)
    return rung


@pytest.fixture
def agency_client(clerk: User) -> Client:
    return signed_in(clerk)


def pdf(name: str = "委托代理协议.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def lot_facts(lot: Lot, **changes: Any) -> LotFacts:
    """Return a stored lot as it would be entered again."""
    facts: dict[str, Any] = {
        "pk": lot.pk,
        "lot_no": lot.lot_no,
        "name": lot.name,
        "category_code": lot.category_code,
        "quantity": lot.quantity,
        "unit": lot.unit,
        "budget": lot.budget,
        "ceiling_price": lot.ceiling_price,
    }
    return LotFacts(**(facts | changes))


def all_lots(project: Project) -> list[LotFacts]:
    return [lot_facts(lot) for lot in project.lots.all()]


def form_data(project: Project, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send for the stored project; `changes` are what the clerk typed."""
    data: dict[str, Any] = {
        "revision": project.revision,
        "purchaser_contact": project.purchaser_contact,
        "purchaser_phone": project.purchaser_phone,
        "purchaser_address": project.purchaser_address,
        "agency_contact": project.agency_contact,
        "agency_phone": project.agency_phone,
        "is_encrypted": "on",
        "is_remote_opening": "on",
        "requirement_summary": project.requirement_summary,
        "remarks": project.remarks,
        "lots-TOTAL_FORMS": project.lots.count() + 1,
        "lots-INITIAL_FORMS": project.lots.count(),
        "lots-MIN_NUM_FORMS": 0,
        "lots-MAX_NUM_FORMS": 100,
    }
    for index, lot in enumerate(project.lots.all()):
        data |= {
            f"lots-{index}-id": lot.pk,
            f"lots-{index}-lot_no": lot.lot_no,
            f"lots-{index}-name": lot.name,
            f"lots-{index}-category_code": lot.category_code,
            f"lots-{index}-quantity": _typed(lot.quantity),
            f"lots-{index}-unit": lot.unit,
            f"lots-{index}-budget": _typed(lot.budget),
            f"lots-{index}-ceiling_price": _typed(lot.ceiling_price),
        }
    return data | changes


def _typed(number: Decimal | None) -> str:
    return "" if number is None else f"{number:.2f}"


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same moment, each with a connection of its own; return results and exceptions in order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures: list[Future[Any]] = [pool.submit(run, act) for act in acts]
    return [future.exception() or future.result() for future in futures]
