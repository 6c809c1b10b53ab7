"""Organisations, users and roles."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from apps.core.credit_codes import is_valid_credit_code
from apps.core.models import RevisedModel


def validate_credit_code(value: str) -> None:
    """Refuse what is not a 统一社会信用代码 with a right check character (GB 32100-2015)."""
    if not is_valid_credit_code(value):
        raise ValidationError("统一社会信用代码不正确：应为18位，且末位校验码须相符。", code="credit_code")


class Organisation(RevisedModel):
    """A body that people act for."""

    class Kind(models.TextChoices):
        CENTER = "center", "交易中心"
        AGENCY = "agency", "采购代理机构"
        PURCHASER = "purchaser", "采购人"
        SUPPLIER = "supplier", "供应商"
        REGULATOR = "regulator", "监督部门"

    kind = models.CharField("类别", max_length=20, choices=Kind)
    name = models.CharField("名称", max_length=200)
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        validators=[validate_credit_code],
        error_messages={"unique": "该统一社会信用代码已登记。"},
    )
    contact_name = models.CharField("联系人", max_length=100, blank=True)
    contact_phone = models.CharField("联系电话", max_length=50, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True, help_text="停用后，该单位的用户不能登录。")

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does here; each is a `Group` of this name."""

    AGENCY_STAFF = "agency_staff", "代理机构经办人"
    CENTER_REVIEWER = "center_reviewer", "中心业务科室"
    CENTER_ADMINISTRATOR = "center_administrator", "系统管理员"
    SUPERVISOR = "supervisor", "监督人员"


CENTER_ROLES = frozenset({Role.CENTER_REVIEWER, Role.CENTER_ADMINISTRATOR, Role.SUPERVISOR})


class UserManager(BaseUserManager["User"]):
    """Users are looked up by their username, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user who signs in under this name."""
        return self.get(username__iexact=username)

    def get_queryset(self) -> models.QuerySet["User"]:
        """Return users with their organisation: every page shows it."""
        return super().get_queryset().select_related("organisation")


class User(RevisedModel, AbstractBaseUser):
    """A person who signs in. What they may do follows from their role alone."""

    username = models.CharField(
        "登录名",
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "该登录名已被使用。"},
    )
    full_name = models.CharField("姓名", max_length=60)
    phone = models.CharField("电话", max_length=50, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="单位", related_name="users")
    groups = models.ManyToManyField(Group, verbose_name="角色", related_name="users", blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="username_once", violation_error_message="该登录名已被使用。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.full_name}（{self.organisation.name}）"

    @cached_property
    def roles(self) -> frozenset[str]:
        """Return the names of the user's roles."""
        return frozenset(self.groups.values_list("name", flat=True))

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the user may sign in and has one of `roles`."""
        return self.is_active and self.organisation.is_active and not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """Tell whether the user may enter the center's site (asked by Django's admin)."""
        return self.has_role(*(Role(role) for role in CENTER_ROLES))

    def has_perm(self, permission: str, subject: Any = None) -> bool:
        """Django's model permissions are not used here: roles decide, in `permissions.py`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's model permissions are not used here: roles decide, in `permissions.py`."""
        return False


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions asked of notifications."""

    def unread_of(self, user: User) -> "NotificationQuerySet":
        """Return what a person was told and has not looked at; answered from one index."""
        return self.filter(user=user, read_at__isnull=True)


class Notification(models.Model):
    """通知: something that a person must know, told where they work; written with the act that it tells of."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="收件人", related_name="notifications")
    text = models.TextField("内容")
    url = models.CharField("查看地址", max_length=300)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("查看时间", null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notification_newest"),
            models.Index(fields=["user"], name="notification_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text
