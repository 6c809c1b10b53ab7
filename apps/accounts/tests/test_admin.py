"""The center's site as its people use it: signing in, users, organisations, the trail."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Project
from apps.accounts.models import Organisation, Role, User
from apps.accounts.services import change_user, check_roles, register_user
from apps.conftest import NOW, PASSWORD, signed_in
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.core.models import AuditEntry

SIGN_IN = "/center/login/"
USERS = "/center/accounts/user/"
NEW_PASSWORD = "another-long-test-password"


def sign_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password, "next": "/center/"})


def acts() -> list[str]:
    """Return what the trail holds besides the sign-ins by which the test's people came in."""
    entries = AuditEntry.objects.exclude(act="user.signed_in").order_by("pk")
    return list(entries.values_list("act", flat=True))


def new_user_form(organisation: Organisation, *roles: Role, **changes: object) -> dict[str, object]:
    return {
        "username": "newcomer",
        "full_name": "郑新人",
        "organisation": organisation.pk,
        "phone": "0377-60000003",
        "groups": list(Group.objects.filter(name__in=roles).values_list("pk", flat=True)),
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    } | changes


def user_form(user: User, *roles: Role, **changes: object) -> dict[str, object]:
    return {
        "full_name": user.full_name,
        "organisation": user.organisation_id,
        "phone": user.phone,
        "groups": list(Group.objects.filter(name__in=roles).values_list("pk", flat=True)),
        "is_active": "on",
        "seen_revision": user.revision,
    } | changes


class TestSigningIn:
    def test_a_reviewer_comes_in_and_the_trail_says_so(self, client: Client, reviewer: User) -> None:
        response = sign_in(client, "reviewer")

        assert response.headers["Location"] == "/center/"
        assert client.get("/center/").status_code == 200
        assert AuditEntry.objects.get().act == "user.signed_in"

    def test_agency_staff_are_shown_their_own_door(self, client: Client, clerk: User) -> None:
        response = sign_in(client, "clerk")

        assert "代理机构经办人请从“代理机构入口”登录" in response.content.decode()
        assert f'href="{reverse("accounts:sign-in")}"' in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_somebody_without_a_role_stays_outside(self, client: Client, reviewer: User) -> None:
        reviewer.groups.clear()

        response = sign_in(client, "reviewer")

        assert "该账号未开通中心业务" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_people_of_a_body_that_was_switched_off_stay_outside(
        self, client: Client, reviewer: User, center: Organisation
    ) -> None:
        Organisation.objects.filter(pk=center.pk).update(is_active=False)

        response = sign_in(client, "reviewer")

        assert "该账号未开通中心业务" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_five_wrong_passwords_lock_the_door_even_for_the_right_one(self, client: Client, reviewer: User) -> None:
        for name in ("reviewer", "Reviewer", "REVIEWER", "rEviewer", "reVIEWER"):
            sign_in(client, name, "wrong-password")

        response = sign_in(client, "reviewer")

        assert response.status_code == 429
        assert "锁定" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_signing_out_leads_back_to_the_center_door(self, reviewer: User) -> None:
        response = signed_in(reviewer).post("/center/logout/")

        assert response.headers["Location"] == SIGN_IN

    def test_agency_staff_who_are_signed_in_do_not_reach_the_center(self, clerk: User) -> None:
        response = signed_in(clerk).get("/center/")

        assert response.headers["Location"] == f"{SIGN_IN}?next=/center/"


class TestFirstPage:
    def test_it_shows_what_the_reader_did_last(self, reviewer: User, second_reviewer: User) -> None:
        client = Client()
        sign_in(client, "reviewer")
        sign_in(Client(), "reviewer2")

        response = client.get("/center/")

        assert [entry.actor_name for entry in response.context["recent_acts"]] == [str(reviewer)]

    def test_business_stands_before_upkeep_in_the_menu(self, supervisor: User) -> None:
        response = signed_in(supervisor).get("/center/")

        names = [app["app_label"] for app in response.context["app_list"]]
        assert names[0] == "acceptance"
        assert names[-1] == "core"

    @pytest.mark.django_db
    @pytest.mark.parametrize("person", ["reviewer", "administrator", "supervisor"])
    def test_django_models_of_no_use_here_are_not_shown(self, request: pytest.FixtureRequest, person: str) -> None:
        response = signed_in(request.getfixturevalue(person)).get("/center/")

        assert not {"auth", "axes"} & {app["app_label"] for app in response.context["app_list"]}


class TestUsers:
    def test_an_administrator_registers_a_reviewer_who_can_sign_in(
        self, administrator: User, center: Organisation
    ) -> None:
        form = new_user_form(center, Role.CENTER_REVIEWER)

        response = signed_in(administrator).post(f"{USERS}add/", form)

        assert response.headers["Location"] == USERS
        newcomer = User.objects.get(username="newcomer")
        assert (newcomer.full_name, newcomer.phone, newcomer.roles) == (
            "郑新人",
            "0377-60000003",
            frozenset({"center_reviewer"}),
        )
        assert sign_in(Client(), "newcomer", NEW_PASSWORD).headers["Location"] == "/center/"
        entry = AuditEntry.objects.get(act="user.registered")
        assert (entry.actor_name, entry.summary) == (str(administrator), "登记用户 郑新人（newcomer）")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"username": "REVIEWER"}, "该登录名已被使用（不区分大小写）"),
            ({"password1": "9182736450", "password2": "9182736450"}, "密码只包含数字"),
            ({"password2": "another-password"}, "不一致"),
            ({"groups": []}, "该字段是必填项"),
        ],
    )
    def test_a_faulty_entry_is_refused_in_words(
        self, administrator: User, reviewer: User, center: Organisation, changes: dict[str, object], words: str
    ) -> None:
        form = new_user_form(center, Role.CENTER_REVIEWER, **changes)

        response = signed_in(administrator).post(f"{USERS}add/", form)

        assert words in response.content.decode()
        assert User.objects.count() == 2
        assert acts() == []

    @pytest.mark.parametrize(
        ("roles", "words"),
        [
            ([Role.CENTER_REVIEWER, Role.CENTER_ADMINISTRATOR], "不得兼任其他角色"),
            ([Role.CENTER_REVIEWER, Role.SUPERVISOR], "不得兼任其他角色"),
            ([Role.CENTER_REVIEWER, Role.AGENCY_STAFF], "交易中心的人员不能担任“代理机构经办人”"),
        ],
    )
    def test_roles_that_do_not_go_together_are_refused(
        self, administrator: User, center: Organisation, roles: list[Role], words: str
    ) -> None:
        response = signed_in(administrator).post(f"{USERS}add/", new_user_form(center, *roles))

        assert words in response.content.decode()
        assert not User.objects.filter(username="newcomer").exists()

    def test_nobody_can_both_submit_and_decide(self, center: Organisation, agency: Organisation) -> None:
        both = frozenset({Role.AGENCY_STAFF, Role.CENTER_REVIEWER})

        for organisation in (center, agency):
            with pytest.raises(Refused):
                check_roles(both, organisation)

    def test_a_change_is_kept_with_what_was_and_what_is(self, administrator: User, reviewer: User) -> None:
        form = user_form(reviewer, Role.SUPERVISOR, full_name="张审核员")

        signed_in(administrator).post(f"{USERS}{reviewer.pk}/change/", form)

        reviewer = User.objects.get(pk=reviewer.pk)
        assert (reviewer.full_name, reviewer.roles) == ("张审核员", frozenset({"supervisor"}))
        entry = AuditEntry.objects.get(act="user.changed")
        assert entry.details["changes"] == [
            {"field": "姓名", "before": "张审核", "after": "张审核员"},
            {"field": "角色", "before": "中心业务科室", "after": "监督人员"},
        ]

    def test_saving_without_a_change_leaves_no_trace(self, administrator: User, reviewer: User) -> None:
        form = user_form(reviewer, Role.CENTER_REVIEWER)

        signed_in(administrator).post(f"{USERS}{reviewer.pk}/change/", form)

        assert acts() == []

    def test_the_name_to_sign_in_with_stays(self, administrator: User, reviewer: User) -> None:
        form = user_form(reviewer, Role.CENTER_REVIEWER, username="other")

        signed_in(administrator).post(f"{USERS}{reviewer.pk}/change/", form)

        assert User.objects.get(pk=reviewer.pk).username == "reviewer"

    def test_an_administrator_cannot_change_their_own_standing(self, administrator: User, supervisor: User) -> None:
        form = user_form(administrator, Role.CENTER_REVIEWER, full_name="钱管理员")
        del form["is_active"]

        signed_in(administrator).post(f"{USERS}{administrator.pk}/change/", form)

        administrator = User.objects.get(pk=administrator.pk)
        assert administrator.full_name == "钱管理员"
        assert administrator.roles == {"center_administrator"}
        assert administrator.is_active

    @pytest.mark.parametrize("change", [{"roles": frozenset({Role.CENTER_REVIEWER})}, {"is_active": False}])
    def test_the_service_refuses_it_too(self, administrator: User, change: dict[str, Any]) -> None:
        facts: dict[str, Any] = {
            "full_name": "钱管理",
            "phone": "",
            "organisation": administrator.organisation,
            "roles": frozenset({Role.CENTER_ADMINISTRATOR}),
            "is_active": True,
        }

        with pytest.raises(Refused, match="不能修改自己的单位、角色和启用状态"):
            change_user(user=administrator, actor=Actor.person(administrator), now=NOW, **(facts | change))

        assert User.objects.get(pk=administrator.pk).roles == {"center_administrator"}
        assert acts() == []

    def test_somebody_who_is_switched_off_is_out_at_the_next_request(
        self, administrator: User, reviewer: User
    ) -> None:
        session = signed_in(reviewer)
        assert session.get("/center/").status_code == 200
        form = user_form(reviewer, Role.CENTER_REVIEWER)
        del form["is_active"]

        signed_in(administrator).post(f"{USERS}{reviewer.pk}/change/", form)

        assert session.get("/center/").headers["Location"].startswith(SIGN_IN)

    @pytest.mark.parametrize(("person", "status"), [("supervisor", 200), ("reviewer", 403)])
    def test_supervisors_read_users_and_reviewers_do_not(
        self, request: pytest.FixtureRequest, person: str, status: int, administrator: User
    ) -> None:
        client = signed_in(request.getfixturevalue(person))

        assert client.get(USERS).status_code == status
        assert client.get(f"{USERS}{administrator.pk}/change/").status_code == status

    def test_the_list_costs_the_same_for_many_users(
        self, administrator: User, center: Organisation, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(administrator)
        for number in range(12):
            register_user(
                username=f"person{number}",
                full_name=f"第{number}人",
                password=NEW_PASSWORD,
                organisation=center,
                roles=frozenset({Role.CENTER_REVIEWER}),
                actor=Actor.person(administrator),
                now=NOW,
            )

        with django_assert_num_queries(5):
            response = client.get(USERS)

        assert response.context["cl"].result_count == 13


class TestPasswords:
    def test_a_reset_ends_the_sessions_and_the_lock_and_is_kept(self, administrator: User, reviewer: User) -> None:
        session = signed_in(reviewer)
        for _ in range(5):
            sign_in(Client(), "reviewer", "wrong-password")

        response = signed_in(administrator).post(
            f"{USERS}{reviewer.pk}/password/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
        )

        assert response.headers["Location"] == f"{USERS}{reviewer.pk}/change/"
        assert session.get("/center/").headers["Location"].startswith(SIGN_IN)
        assert sign_in(Client(), "reviewer", NEW_PASSWORD).headers["Location"] == "/center/"
        entry = AuditEntry.objects.get(act="user.password_reset")
        assert (entry.actor_name, entry.summary) == (str(administrator), "重置 张审核（reviewer）的密码")
        assert NEW_PASSWORD not in str(entry.details)

    def test_a_weak_password_is_refused(self, administrator: User, reviewer: User) -> None:
        before = User.objects.get(pk=reviewer.pk).password

        response = signed_in(administrator).post(
            f"{USERS}{reviewer.pk}/password/", {"new_password1": "1234567890", "new_password2": "1234567890"}
        )

        assert "密码" in response.content.decode()
        assert User.objects.get(pk=reviewer.pk).password == before
        assert acts() == []

    def test_ones_own_password_asks_for_the_old_one(self, administrator: User) -> None:
        client = signed_in(administrator)

        assert client.get(f"{USERS}{administrator.pk}/password/").headers["Location"] == "/center/password_change/"
        client.post(
            "/center/password_change/",
            {"old_password": "wrong-password", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
        )
        assert acts() == []

        client.post(
            "/center/password_change/",
            {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
        )

        assert User.objects.get(pk=administrator.pk).check_password(NEW_PASSWORD)
        assert acts() == ["user.password_changed"]
        assert client.get("/center/").status_code == 200

    @pytest.mark.parametrize("person", ["reviewer", "supervisor"])
    def test_others_reset_nobodys_password(
        self, request: pytest.FixtureRequest, person: str, administrator: User
    ) -> None:
        client = signed_in(request.getfixturevalue(person))

        response = client.post(
            f"{USERS}{administrator.pk}/password/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
        )

        assert response.status_code == 403
        assert User.objects.get(pk=administrator.pk).check_password(PASSWORD)


class TestOrganisations:
    def form(self, organisation: Organisation, **changes: object) -> dict[str, object]:
        fields = ("kind", "name", "credit_code", "contact_name", "contact_phone", "address")
        seen = {"is_active": "on", "seen_revision": organisation.revision}
        return {name: getattr(organisation, name) for name in fields} | seen | changes

    def test_a_change_is_kept_field_by_field(self, administrator: User, agency: Organisation) -> None:
        form = self.form(agency, contact_name="马经办")

        signed_in(administrator).post(f"/center/accounts/organisation/{agency.pk}/change/", form)

        entry = AuditEntry.objects.get(act="organisation.changed")
        assert entry.details["changes"] == [{"field": "联系人", "before": "王经办", "after": "马经办"}]

    def test_a_wrong_credit_code_is_refused(self, administrator: User) -> None:
        form = self.form(Organisation(kind="agency", name="新代理", credit_code="91411300MA9F00015A"))

        response = signed_in(administrator).post("/center/accounts/organisation/add/", form)

        assert "末位校验码须相符" in response.content.decode()
        assert not Organisation.objects.filter(name="新代理").exists()

    def test_administrators_cannot_switch_off_the_body_they_belong_to(
        self, administrator: User, center: Organisation
    ) -> None:
        form = self.form(center)
        del form["is_active"]

        signed_in(administrator).post(f"/center/accounts/organisation/{center.pk}/change/", form)

        assert Organisation.objects.get(pk=center.pk).is_active

    def test_a_body_with_people_keeps_its_kind(self, administrator: User, clerk: User, agency: Organisation) -> None:
        form = self.form(agency, kind="supplier")

        signed_in(administrator).post(f"/center/accounts/organisation/{agency.pk}/change/", form)

        assert Organisation.objects.get(pk=agency.pk).kind == "agency"


class TestTrail:
    def test_entries_link_to_what_the_reader_may_open(
        self, reviewer: User, administrator: User, submitted: Project
    ) -> None:
        address = f"/center/acceptance/project/{submitted.pk}/change/"
        trail = f"/center/core/auditentry/?subject_type=acceptance.project&subject_id={submitted.pk}"

        assert address in signed_in(reviewer).get(trail).content.decode()
        assert address not in signed_in(administrator).get(trail).content.decode()

    def test_a_draft_is_named_by_its_key_alone(self, reviewer: User, draft: Project) -> None:
        trail = "/center/core/auditentry/?subject_type=acceptance.project"

        page = signed_in(reviewer).get(trail).content.decode()

        assert f"项目 {draft.pk}" in page
        assert draft.name not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("subject_type=acceptance.procurementplan", {"plan.received"}),
            ("actor=province", {"plan.received"}),
            ("actor=person", {"project.started", "project.saved", "project.submitted", "user.signed_in"}),
            ("q=提交受理审核", {"project.submitted"}),
        ],
    )
    def test_it_can_be_narrowed(self, supervisor: User, submitted: Project, query: str, found: set[str]) -> None:
        response = signed_in(supervisor).get(f"/center/core/auditentry/?{query}")

        assert {entry.act for entry in response.context["cl"].result_list} == found

    def test_an_entry_says_everything_in_words(
        self, supervisor: User, administrator: User, agency: Organisation
    ) -> None:
        form = TestOrganisations().form(agency, contact_name="马经办")
        signed_in(administrator).post(f"/center/accounts/organisation/{agency.pk}/change/", form)
        entry = AuditEntry.objects.get(act="organisation.changed")

        page = signed_in(supervisor).get(f"/center/core/auditentry/{entry.pk}/change/").content.decode()

        for words in (str(administrator), "127.0.0.1", "修改单位", "联系人", "王经办", "马经办"):
            assert words in page

    def test_the_history_of_a_record_comes_from_the_trail(self, supervisor: User, submitted: Project) -> None:
        page = signed_in(supervisor).get(f"/center/acceptance/project/{submitted.pk}/history/").content.decode()

        assert "提交受理审核（第1版）" in page
        assert "李经办（河南宛诚工程咨询有限公司）" in page

    def test_the_list_costs_the_same_for_many_entries(
        self, supervisor: User, submitted: Project, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(supervisor)
        AuditEntry.objects.bulk_create(
            AuditEntry(
                act="project.saved",
                summary="保存草稿",
                subject_type="acceptance.project",
                subject_id=submitted.pk,
                actor_name="某人",
                acted_at=NOW + timedelta(minutes=minute),
            )
            for minute in range(30)
        )

        with time_machine.travel(NOW, tick=False), django_assert_num_queries(10):
            client.get("/center/core/auditentry/")


PAGES = [
    "/center/",
    USERS,
    f"{USERS}add/",
    f"{USERS}{{user}}/change/",
    f"{USERS}{{user}}/password/",
    "/center/accounts/organisation/",
    "/center/accounts/organisation/add/",
    "/center/acceptance/category/",
    "/center/acceptance/category/add/",
    "/center/core/auditentry/",
    "/center/password_change/",
]


@pytest.mark.parametrize("page", PAGES)
def test_pages_obey_the_content_security_policy(page: str, administrator: User, reviewer: User) -> None:
    response = signed_in(administrator).get(page.format(user=reviewer.pk))

    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert inline_code(response.content.decode()) == []


def inline_code(page: str) -> list[str]:
    """Return what the policy would make the browser ignore: inline styles, inline scripts, handlers."""
    return re.findall(r"<style|<[a-z][^>]*\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|<[a-z][^>]*\son[a-z]+=", page)
