"""People: registering them, changing what they may do, giving passwords."""

from datetime import datetime

from axes.utils import reset as lift_lockout
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


def check_username(username: str) -> None:
    """Refuse a name that somebody signs in with already: names are told apart without regard to case.

    Raises Refused naming the field `username`.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise Refused({"username": ["该登录名已被使用（不区分大小写）。"]})


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
    phone: str = "",
) -> User:
    """Create a user with roles and return them.

    Raises Refused when the name is taken, the roles do not go together or the password is weak.
    """
    check_username(username)
    check_roles(roles, organisation)
    user = User(username=username, full_name=full_name, organisation=organisation, phone=phone)
    _give_password(user, password)
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


@transaction.atomic
def register_administrator(
    *,
    username: str,
    full_name: str,
    password: str,
    center_name: str,
    center_credit_code: str,
    actor: Actor,
    now: datetime,
) -> User:
    """Create a system administrator of the center, and the center where nobody has registered it yet.

    Raises Refused as `register_user` does.
    """
    center, is_new = Organisation.objects.get_or_create(
        credit_code=center_credit_code, defaults={"name": center_name, "kind": Organisation.Kind.CENTER}
    )
    if is_new:
        audit.record(act="organisation.added", summary=f"新增单位 {center}", subject=center, actor=actor, now=now)
    return register_user(
        username=username,
        full_name=full_name,
        password=password,
        organisation=center,
        roles=frozenset({Role.CENTER_ADMINISTRATOR}),
        actor=actor,
        now=now,
    )


@transaction.atomic
def change_user(
    *,
    user: User,
    full_name: str,
    phone: str,
    organisation: Organisation,
    roles: frozenset[Role],
    is_active: bool,
    actor: Actor,
    now: datetime,
) -> User:
    """Change what is known of a user and what they may do; it holds from their next request on.

    Nobody changes their own standing: an administrator could otherwise turn into a reviewer, or
    lock the last administrator out. The trail keeps what was and what is; a change that changes
    nothing leaves none.

    Raises Refused.
    """
    check_roles(roles, organisation)
    stored = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    standing = (organisation.pk, roles, is_active)
    if actor.user_id == stored.pk and standing != (stored.organisation_id, stored.roles, stored.is_active):
        raise Refused({"groups": ["不能修改自己的单位、角色和启用状态，请由另一位系统管理员办理。"]})
    before = _description(stored)
    stored.full_name, stored.phone, stored.organisation, stored.is_active = full_name, phone, organisation, is_active
    stored.revision += 1
    stored.save(update_fields=["full_name", "phone", "organisation", "is_active", "revision"])
    stored.groups.set(Group.objects.filter(name__in=roles))
    changed = User.objects.get(pk=stored.pk)
    after = _description(changed)
    if after != before:
        audit.record(
            act="user.changed",
            summary=f"修改用户 {changed.full_name}（{changed.username}）",
            subject=changed,
            actor=actor,
            now=now,
            details={
                "changes": [
                    {"field": label, "before": before[label], "after": after[label]}
                    for label in after
                    if after[label] != before[label]
                ]
            },
        )
    return changed


@transaction.atomic
def set_password(*, user: User, password: str, actor: Actor, now: datetime) -> None:
    """Give a user a new password, their own or one reset by an administrator.

    Sessions that were opened with the old one end, and a lock after wrong passwords is lifted.
    Raises Refused when the password is weak.
    """
    _give_password(user, password)
    user.save(update_fields=["password"])
    is_own = actor.user_id == user.pk
    if not is_own:
        # The doors count failed tries under the name in small letters.
        lift_lockout(username=user.username.lower())
    audit.record(
        act="user.password_changed" if is_own else "user.password_reset",
        summary="修改密码" if is_own else f"重置 {user.full_name}（{user.username}）的密码",
        subject=user,
        actor=actor,
        now=now,
    )


def _give_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused({"password": error.messages}) from None
    user.set_password(password)


def _description(user: User) -> dict[str, str]:
    return {
        "姓名": user.full_name,
        "电话": user.phone,
        "单位": user.organisation.name,
        "角色": "、".join(sorted(Role(role).label for role in user.roles)),
        "启用": "是" if user.is_active else "否",
    }
