"""Organisations and people of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from apps.accounts.demo_accounts import DEMO_ACCOUNTS
from apps.accounts.models import Organisation, Role, User
from apps.accounts.services import register_user
from apps.core.actors import PLATFORM

Kind = Organisation.Kind

# Everything here is made up; the codes pass their own check.
ORGANISATIONS = (
    (Kind.CENTER, "方城县公共资源交易中心", "12411322AEBA000110", "0377-67000000", "方城县示例路1号"),
    (Kind.REGULATOR, "方城县财政局", "11411322006000079T", "0377-67000001", "方城县示例路2号"),
    (Kind.PURCHASER, "方城县教育体育局", "1141132200600001XJ", "0377-67000002", "方城县示例路3号"),
    (Kind.PURCHASER, "方城县公安局", "11411322006000028J", "0377-67000003", "方城县示例路4号"),
    (Kind.AGENCY, "河南宛诚工程咨询有限公司", "91411300MA9F00015G", "0377-63000001", "南阳市示例路5号"),
    (Kind.AGENCY, "中原信达招标代理有限公司", "91410100MA9F00023L", "0371-66000001", "郑州市示例路6号"),
)

# Sign-in name → full name, organisation, role.
PEOPLE = {
    "wancheng": ("李宛", "91411300MA9F00015G", Role.AGENCY_STAFF),
    "xinda": ("孙信", "91410100MA9F00023L", Role.AGENCY_STAFF),
    "reviewer": ("张审", "12411322AEBA000110", Role.CENTER_REVIEWER),
    "reviewer2": ("赵核", "12411322AEBA000110", Role.CENTER_REVIEWER),
    "administrator": ("钱管", "12411322AEBA000110", Role.CENTER_ADMINISTRATOR),
    "supervisor": ("吴督", "11411322006000079T", Role.SUPERVISOR),
}


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there."""

    help = "载入示例单位和用户；可以重复执行。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create organisations, then the people who sign in; only in the demonstration, for they let anybody in."""
        if not settings.ENVIRONMENT.is_demo:
            raise CommandError("示例账号的密码是公开的，只能载入演示环境（DEMO=1）。")
        for kind, name, credit_code, phone, address in ORGANISATIONS:
            organisation = Organisation(
                kind=kind,
                name=name,
                credit_code=credit_code,
                contact_name="示例联系人",
                contact_phone=phone,
                address=address,
            )
            if not Organisation.objects.filter(credit_code=credit_code).exists():
                organisation.full_clean()
                organisation.save(force_insert=True)
        known = frozenset(User.objects.values_list("username", flat=True))
        added = [account for account in DEMO_ACCOUNTS if account.username not in known]
        for account in added:
            full_name, credit_code, role = PEOPLE[account.username]
            register_user(
                username=account.username,
                full_name=full_name,
                password=account.password,
                organisation=Organisation.objects.get(credit_code=credit_code),
                roles=frozenset({role}),
                actor=PLATFORM,
                now=timezone.now(),
            )
        self.stdout.write(f"示例用户：新增 {len(added)} 个，已有 {len(DEMO_ACCOUNTS) - len(added)} 个。")
