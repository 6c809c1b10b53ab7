"""One cast of people for every test, and factories of valid things."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.test import Client, override_settings

from apps.acceptance.codes import Kind, Method, OrganisationForm
from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.services.plans import PlanFacts, PlanItemFacts, receive_plan
from apps.acceptance.services.projects import LotFacts, pick_plan, save_draft, submit_project
from apps.accounts.models import Organisation, Role, User
from apps.core.actors import Actor

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "a-long-test-password"

PLAN_ITEMS = (
    PlanItemFacts("A02020700", "电子白板", Decimal(100), "台", Decimal("3120000.00")),
    PlanItemFacts("A05010203", "课桌椅", Decimal(2000), "套", Decimal("1740000.00")),
)

PlanFactory = Callable[..., ProcurementPlan]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with running systems or a browser stay together by folder: what they share is started once."""
    for item in items:
        if any(item.get_closest_marker(name) for name in ("flow", "browser")):
            item.add_marker(pytest.mark.xdist_group(str(item.path.parent)))


@pytest.fixture(autouse=True)
def files_of_its_own(settings: LazySettings, tmp_path: Path) -> None:
    """Uploads go to a directory of the test; pages need no collected static files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAGES_ROOT = tmp_path / "pages"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def every_answer_made_anew(settings: LazySettings) -> None:
    """What a test changes is seen at once."""
    settings.SECONDS_GIVEN_AGAIN = 0


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash quickly: made-up people need no protection, and there are thousands of them."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def now() -> datetime:
    """Monday 2 March 2026, nine in the morning in Fangcheng."""
    return NOW


def _organisation(kind: Organisation.Kind, name: str, credit_code: str) -> Organisation:
    return Organisation.objects.create(
        kind=kind,
        name=name,
        credit_code=credit_code,
        contact_name="王经办",
        contact_phone="0377-60000000",
        address="河南省南阳市方城县",
    )


def _person(username: str, full_name: str, organisation: Organisation, role: Role) -> User:
    user = User(username=username, full_name=full_name, organisation=organisation, phone="0377-60000001")
    user.set_password(PASSWORD)
    user.save()
    # A test with real transactions empties the tables at its end, those that a migration filled too.
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def agency(db: None) -> Organisation:
    return _organisation(Organisation.Kind.AGENCY, "河南宛诚工程咨询有限公司", "91411300MA9F00015G")


@pytest.fixture
def other_agency(db: None) -> Organisation:
    return _organisation(Organisation.Kind.AGENCY, "中原信达招标代理有限公司", "91410100MA9F00023L")


@pytest.fixture
def center(db: None) -> Organisation:
    return _organisation(Organisation.Kind.CENTER, "方城县公共资源交易中心", "12411322AEBA000110")


@pytest.fixture
def clerk(agency: Organisation) -> User:
    return _person("clerk", "李经办", agency, Role.AGENCY_STAFF)


@pytest.fixture
def colleague(agency: Organisation) -> User:
    return _person("colleague", "周经办", agency, Role.AGENCY_STAFF)


@pytest.fixture
def stranger(other_agency: Organisation) -> User:
    """A clerk of another agency."""
    return _person("stranger", "孙经办", other_agency, Role.AGENCY_STAFF)


@pytest.fixture
def reviewer(center: Organisation) -> User:
    return _person("reviewer", "张审核", center, Role.CENTER_REVIEWER)


@pytest.fixture
def second_reviewer(center: Organisation) -> User:
    return _person("reviewer2", "赵审核", center, Role.CENTER_REVIEWER)


@pytest.fixture
def administrator(center: Organisation) -> User:
    return _person("administrator", "钱管理", center, Role.CENTER_ADMINISTRATOR)


@pytest.fixture
def supervisor(center: Organisation) -> User:
    return _person("supervisor", "吴监督", center, Role.SUPERVISOR)


@pytest.fixture
def make_plan(db: None) -> PlanFactory:
    """Return a function that receives a plan from the province; keyword arguments change its facts."""

    def make(
        plan_no: str = "411322-2026-00017",
        *,
        version: int = 1,
        is_withdrawn: bool = False,
        items: Sequence[PlanItemFacts] = PLAN_ITEMS,
        **changes: Any,
    ) -> ProcurementPlan:
        facts: dict[str, Any] = {
            "title": "方城县教育体育局义务教育学校教学设备采购项目",
            "purchaser_name": "方城县教育体育局",
            "purchaser_credit_code": "1141132200600001XJ",
            "purchaser_contact": "陈老师",
            "purchaser_phone": "0377-60000002",
            "purchaser_address": "方城县文化路1号",
            "agency_name": "河南宛诚工程咨询有限公司",
            "agency_credit_code": "91411300MA9F00015G",
            "region_code": "411322",
            "method": Method.OPEN_TENDER,
            "organisation_form": OrganisationForm.DECENTRALISED,
            "kind": Kind.GOODS,
            "budget": Decimal("4860000.00"),
            "fund_source": "财政资金",
            "is_sme_reserved": False,
            "handler_name": "采购经办岗",
            "filed_at": NOW,
        }
        receive_plan(
            plan_no=plan_no,
            version=version,
            facts=PlanFacts(**(facts | changes)),
            items=items,
            trading_center="411322",
            is_above_threshold=True,
            is_withdrawn=is_withdrawn,
            now=NOW,
        )
        return ProcurementPlan.objects.get(plan_no=plan_no)

    return make


@pytest.fixture
def recommission(make_plan: PlanFactory, other_agency: Organisation) -> PlanFactory:
    """Return a function that receives a version of the plan which commissions the other agency."""

    def make(**changes: Any) -> ProcurementPlan:
        facts: dict[str, Any] = {
            "version": 2,
            "title": "改由他人代理的采购项目",
            "agency_name": other_agency.name,
            "agency_credit_code": other_agency.credit_code,
            "budget": Decimal("7654321.00"),
            "purchaser_contact": "新联系人",
            "items": [PlanItemFacts("A05010203", "保密的新明细", Decimal(7), "件", Decimal("7654321.00"))],
        }
        return make_plan(**(facts | changes))

    return make


@pytest.fixture
def plan(make_plan: PlanFactory) -> ProcurementPlan:
    return make_plan()


@pytest.fixture
def draft(plan: ProcurementPlan, agency: Organisation, clerk: User) -> Project:
    """A draft that was entered from the plan and can be submitted as it is."""
    actor = Actor.person(clerk)
    project = pick_plan(plan_no=plan.plan_no, agency=agency, user=clerk, actor=actor, now=NOW)
    lots = [
        LotFacts(
            pk=lot.pk,
            lot_no=lot.lot_no,
            name=lot.name,
            category_code=lot.category_code,
            quantity=lot.quantity,
            unit=lot.unit,
            budget=lot.budget,
            ceiling_price=lot.ceiling_price,
        )
        for lot in project.lots.all()
    ]
    save_draft(
        project=project,
        revision=project.revision,
        facts={"requirement_summary": "采购电子白板和课桌椅。"},
        lots=lots,
        actor=actor,
        now=NOW,
    )
    return project


@pytest.fixture
def submitted(draft: Project, clerk: User) -> Project:
    """A project that waits for review."""
    submit_project(project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=NOW)
    return draft
