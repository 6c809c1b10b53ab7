"""What the platform takes from its environment, checked before anything starts."""

import os
from typing import Annotated, Literal, Self

from django.core.exceptions import ImproperlyConfigured
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    UrlConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, Url
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from apps.core.credit_codes import is_valid_credit_code
from fangcheng_platform.demo_environment import DEMO, DEMO_VALUES
from fangcheng_platform.embedded.instance import running_variables
from fangcheng_platform.static_routes import DEFAULT_PAGES_ROOT


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _checked_credit_code(value: str) -> str:
    if not is_valid_credit_code(value):
        raise ValueError("不是有效的统一社会信用代码（18位，末位校验码须相符）")
    return value


PostgresUrl = Annotated[Url, UrlConstraints(allowed_schemes=["postgres", "postgresql"], host_required=True)]
RedisUrl = Annotated[Url, UrlConstraints(allowed_schemes=["redis", "rediss"], host_required=True)]
# smtp+tls speaks in the clear until both agree on TLS, smtps from the first byte on in TLS.
MailUrl = Annotated[Url, UrlConstraints(allowed_schemes=["smtp", "smtp+tls", "smtps"], host_required=True)]
# Written with commas between them.
Names = Annotated[list[str], NoDecode, BeforeValidator(_names_in), Field(min_length=1)]
CreditCode = Annotated[str, AfterValidator(_checked_credit_code)]


class Environment(BaseSettings):
    """Every variable that the platform reads; nothing else reads `os.environ`.

    Who we are and whom we talk to has no default: a deployment that forgot to say it must not
    act as the demonstration's center.
    """

    model_config = SettingsConfigDict(frozen=True, case_sensitive=True, extra="ignore", env_ignore_empty=True)

    django_secret_key: SecretStr = Field(validation_alias="DJANGO_SECRET_KEY", min_length=32)
    django_debug: bool = Field(default=False, validation_alias="DJANGO_DEBUG")
    demo: Literal["0", "1"] = Field("0", validation_alias="DEMO")
    allowed_hosts: Names = Field(validation_alias="ALLOWED_HOSTS")
    public_base_url: HttpUrl = Field(HttpUrl("http://127.0.0.1:8000"), validation_alias="PUBLIC_BASE_URL")
    # How many proxies of ours stand before the web server and add to X-Forwarded-For.
    trusted_proxy_count: NonNegativeInt = Field(0, validation_alias="TRUSTED_PROXY_COUNT")
    log_format: Literal["json", "console"] = Field("json", validation_alias="LOG_FORMAT")
    media_root: str = Field("var/media", validation_alias="MEDIA_ROOT")
    # The files of the public pages; the web server reads them, the workers write them.
    pages_root: str = Field(DEFAULT_PAGES_ROOT, validation_alias="PAGES_ROOT")

    database_url: PostgresUrl = Field(validation_alias="DATABASE_URL")
    redis_url: RedisUrl = Field(validation_alias="REDIS_URL")

    province_base_url: HttpUrl = Field(validation_alias="PROVINCE_BASE_URL")
    province_app_id: str = Field(validation_alias="PROVINCE_APP_ID", min_length=1)
    province_app_secret: SecretStr = Field(validation_alias="PROVINCE_APP_SECRET", min_length=8)
    province_center_code: str = Field(validation_alias="PROVINCE_CENTER_CODE", pattern=r"^\d{6}$")

    center_name: str = Field(validation_alias="CENTER_NAME", min_length=1, max_length=200)
    center_phone: str = Field("", validation_alias="CENTER_PHONE", max_length=50)
    center_credit_code: CreditCode = Field(validation_alias="CENTER_CREDIT_CODE")

    # Seconds. The defaults are those of production; tests shorten them to see several rounds.
    exchange_poll_seconds: PositiveInt = Field(30, validation_alias="EXCHANGE_POLL_SECONDS")
    exchange_reconcile_seconds: PositiveInt = Field(3600, validation_alias="EXCHANGE_RECONCILE_SECONDS")
    exchange_sweep_seconds: PositiveInt = Field(10, validation_alias="EXCHANGE_SWEEP_SECONDS")
    exchange_lease_seconds: PositiveInt = Field(75, validation_alias="EXCHANGE_LEASE_SECONDS")
    exchange_first_retry_seconds: PositiveInt = Field(5, validation_alias="EXCHANGE_FIRST_RETRY_SECONDS")
    exchange_longest_retry_seconds: PositiveInt = Field(600, validation_alias="EXCHANGE_LONGEST_RETRY_SECONDS")

    # Without these nothing is mailed. What has to be encoded in the address is: user, password.
    email_url: MailUrl | None = Field(None, validation_alias="EMAIL_URL")
    email_from: str = Field("", validation_alias="EMAIL_FROM", pattern=r"^[^@\s<>]+@[^@\s<>]+$|^$")

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.email_url is not None and not self.email_from:
            raise ValueError("设置了 EMAIL_URL，缺少 EMAIL_FROM（发件地址）")
        return self

    @property
    def is_demo(self) -> bool:
        """Tell whether this is the demonstration, whose people and values are made up and known to everybody."""
        return self.demo == "1"


def read_environment() -> Environment:
    """Return the checked environment; an empty value says nothing.

    What is unset is taken from what `make run` of this checkout has told, so that any command
    works beside it, and in the demonstration from its values.

    Raises ImproperlyConfigured naming every variable that is missing or malformed.
    """
    told = running_variables() | {name: value for name, value in os.environ.items() if value}
    if told.get(DEMO) == "1":
        told = DEMO_VALUES | told
    try:
        return Environment.model_validate(told)
    except ValidationError as error:
        problems = "；".join(map(_problem, error.errors()))
        raise ImproperlyConfigured(f"环境变量有误 (environment): {problems}") from None


def _problem(item: ErrorDetails) -> str:
    name = ".".join(map(str, item["loc"]))
    return f"缺少 {name}" if item["type"] == "missing" else f"{name}: {item['msg']}"
