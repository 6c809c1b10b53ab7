"""Registering organisations and people."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import Organisation, Role, User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused

# Segregation of duties: who keeps the users and catalogues takes no part in business, and who
# watches changes nothing.
ALONE = frozenset({Role.CENTER_ADMINISTRATOR, Role.SUPERVISOR})

KINDS_OF_ROLE = {
    Role.AGENCY_STAFF: frozenset({Organisation.Kind.AGENCY}),
    Role.CENTER_REVIEWER: frozenset({Organisation.Kind.CENTER}),
    Role.CENTER_ADMINISTRATOR: frozenset({Organisation.Kind.CENTER}),
    Role.SUPERVISOR: frozenset({Organisation.Kind.REGULATOR, Organisation.Kind.CENTER}),
}


def check_roles(roles: frozenset[Role], organisation: Organisation) -> None:
    """Refuse a set of roles that one person of this organisation may not hold.

    Raises Refused naming the field `groups`.
    """
    if len(roles) > 1 and not roles.isdisjoint(ALONE):
        raise Refused({"groups": ["系统管理员、监督人员不得兼任其他角色。"]})
    for role in roles:
        if organisation.kind not in KINDS_OF_ROLE[role]:
            raise Refused({"groups": [f"{organisation.get_kind_display()}的人员不能担任“{role.label}”。"]})


@transaction.atomic
def register_user(
    *,
    username: str,
    full_name: str,
    password: str,
    organisation: Organisation,
    roles: frozenset[Role],
    actor: Actor,
    now: datetime,
) -> User:
    """Create a user with roles and return them.

    Raises Refused when the roles do not go together or the password is weak.
    """
    check_roles(roles, organisation)
    user = User(username=username, full_name=full_name, organisation=organisation)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused({"password": error.messages}) from None
    user.set_password(password)
    user.full_clean(exclude=["groups"])
    user.save(force_insert=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    audit.record(
        act="user.registered",
        summary=f"登记用户 {user.full_name}（{username}）",
        subject=user,
        actor=actor,
        now=now,
        details={"roles": sorted(roles)},
    )
    return user
