"""Every address, by everybody who may not: nothing is told and nothing changes."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import serializers
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver, reverse

from apps.acceptance.codes import PaperKind
from apps.acceptance.models import Lot, ProcurementPlan, Project, ProjectPaper, ProjectVersion
from apps.acceptance.services.papers import attach_paper
from apps.acceptance.tests.conftest import form_data, pdf
from apps.acceptance.urls import urlpatterns
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.models import StatusChange

pytestmark = pytest.mark.django_db

WITHOUT_A_PROJECT = ["project-list", "project-start", "plan-picker", "plan-pick", "category-search"]
OF_A_PROJECT = [
    "project-detail",
    "project-edit",
    "project-submit",
    "project-cancel",
    "plan-adopt",
    "paper-attach",
]
OF_A_PAPER = ["paper-download", "paper-remove"]
METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]
READ = ["project-detail", "project-edit", "paper-download"]
# What an address does with a project of its own agency; to every other method it answers 405, but
# that whoever reads the address of an act is sent to the page with its button.
ANSWERED = {(name, method) for name in READ for method in ("get", "head")} | {
    (name, "post") for name in [*OF_A_PROJECT, *OF_A_PAPER] if name not in {"project-detail", "paper-download"}
}
ACTS = {"project-submit", "project-cancel", "plan-adopt", "paper-attach", "paper-remove", "plan-pick"}
SENT_BACK = {(name, method) for name in ACTS for method in ("get", "head")}
ADDRESSES = [*WITHOUT_A_PROJECT, *OF_A_PROJECT, *OF_A_PAPER]


@pytest.fixture
def paper(draft: Project, clerk: User, now: datetime) -> ProjectPaper:
    return attach_paper(project=draft, kind=PaperKind.COMMISSION, upload=pdf(), actor=Actor.person(clerk), now=now)


@pytest.fixture
def address_of(draft: Project, paper: ProjectPaper) -> Callable[[str], str]:
    def address(name: str) -> str:
        if name in WITHOUT_A_PROJECT:
            return reverse(f"acceptance:{name}")
        return reverse(f"acceptance:{name}", args=[draft.pk, paper.pk] if name in OF_A_PAPER else [draft.pk])

    return address


@pytest.fixture
def sent(draft: Project) -> dict[str, Any]:
    """What would do something at every address, were it sent by the right person."""
    return form_data(
        draft,
        remarks="不该写入",
        submit="1",
        reason="不该取消",
        plan_version="1",
        plan_no="411322-2026-00017",
        kind="other",
        from_plan="no",
    )


@pytest.fixture(params=["reviewer", "administrator", "supervisor"])
def of_the_center(request: pytest.FixtureRequest) -> User:
    person = request.getfixturevalue(request.param)
    assert isinstance(person, User)
    return person


def everything() -> str:
    models: list[type[Model]] = [Project, Lot, ProjectPaper, ProjectVersion, ProcurementPlan, StatusChange]
    return json.dumps([serializers.serialize("json", model._default_manager.order_by("pk")) for model in models])


def call(client: Client, method: str, address: str, sent: dict[str, Any]) -> int:
    data = sent if method == "post" else ""
    if method == "get":
        return client.get(address).status_code
    if method == "head":
        return client.head(address).status_code
    return int(getattr(client, method)(address, data).status_code)


def test_this_list_of_addresses_is_complete() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(ADDRESSES)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [*OF_A_PROJECT, *OF_A_PAPER])
def test_to_another_agency_the_project_does_not_exist(
    address_of: Callable[[str], str], sent: dict[str, Any], stranger: User, name: str, method: str
) -> None:
    client, before = signed_in(stranger), everything()

    status = call(client, method, address_of(name), sent)

    unknown = call(client, method, address_of(name).replace("/projects/", "/projects/9"), sent)
    assert status == unknown
    refusal = 302 if (name, method) in SENT_BACK else 405
    assert status == 404 if (name, method) in ANSWERED else status == refusal
    assert everything() == before


def test_another_agency_does_not_get_the_plan_either(
    address_of: Callable[[str], str], plan: ProcurementPlan, stranger: User, draft: Project
) -> None:
    before = everything()

    signed_in(stranger).post(address_of("plan-pick"), {"plan_no": plan.plan_no})

    assert everything() == before


def test_a_paper_is_reached_through_its_own_project_only(
    address_of: Callable[[str], str], paper: ProjectPaper, stranger: User, now: datetime
) -> None:
    client = signed_in(stranger)
    client.post(address_of("project-start"), {"from_plan": "no"})
    own = Project.objects.get(agency=stranger.organisation)

    for name in OF_A_PAPER:
        address = reverse(f"acceptance:{name}", args=[own.pk, paper.pk])
        assert client.get(address).status_code == (302 if name in ACTS else 404)
        client.post(address)

    assert ProjectPaper.objects.get() == paper


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_people_of_the_center_do_not_work_here(
    address_of: Callable[[str], str], sent: dict[str, Any], of_the_center: User, method: str, name: str
) -> None:
    client, before = signed_in(of_the_center), everything()

    assert call(client, method, address_of(name), sent) == 403
    assert everything() == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_whoever_is_not_signed_in_is_asked_to(
    address_of: Callable[[str], str], sent: dict[str, Any], client: Client, method: str, name: str
) -> None:
    before = everything()

    response = getattr(client, method)(address_of(name), sent if method == "post" else None)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/agency/sign-in/?next=/agency/")
    assert everything() == before


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_request_without_its_token_changes_nothing(
    address_of: Callable[[str], str], sent: dict[str, Any], clerk: User, name: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    before = everything()

    assert client.post(address_of(name), sent).status_code in {403, 405}
    assert everything() == before


@pytest.mark.parametrize("name", ADDRESSES)
def test_looking_changes_nothing(address_of: Callable[[str], str], clerk: User, name: str) -> None:
    before = everything()

    response = signed_in(clerk).get(address_of(name))
    response.getvalue()

    assert response.status_code == (302 if name in ACTS else 200)
    assert everything() == before


@pytest.mark.parametrize("name", sorted(ACTS))
def test_whoever_comes_to_an_act_by_a_link_is_shown_to_its_button(
    address_of: Callable[[str], str], clerk: User, name: str
) -> None:
    response = signed_in(clerk).get(address_of(name), follow=True)

    page = "plan-picker" if name == "plan-pick" else "project-detail"
    assert response.redirect_chain == [(address_of(page), 302)]
    assert "操作尚未办理，请重新点击。" in response.content.decode()


@pytest.mark.parametrize("name", ["project-list", "project-detail", "project-edit", "plan-picker", "paper-download"])
def test_no_browser_keeps_what_only_the_agency_may_see(
    address_of: Callable[[str], str], clerk: User, name: str
) -> None:
    response = signed_in(clerk).get(address_of(name))
    response.getvalue()

    assert "no-store" in response.headers["Cache-Control"]


def test_the_kind_refusal_says_what_to_do(reviewer: User, draft: Project) -> None:
    page = signed_in(reviewer).get(reverse("acceptance:project-list")).content.decode()

    assert "您没有查看或办理此项的权限" in page
    assert "换账号登录" in page


def test_a_colleague_of_the_same_agency_may_go_on(draft: Project, colleague: User) -> None:
    response = signed_in(colleague).post(reverse("acceptance:project-cancel", args=[draft.pk]), {"reason": "同事代办"})

    assert response.status_code == 302
    assert Project.objects.get().status == "cancelled"


def test_a_number_too_big_for_a_key_is_unknown(clerk: User) -> None:
    assert signed_in(clerk).get(reverse("acceptance:project-detail", args=[10**30])).status_code == 404


def test_the_project_pages_stand_where_the_agencies_know_them() -> None:
    assert get_resolver().resolve("/agency/projects/").view_name == "acceptance:project-list"
