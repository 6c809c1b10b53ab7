"""What the platform takes from its environment, checked before anything starts."""

import os
from typing import Annotated, Literal

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, HttpUrl, PositiveInt, SecretStr, UrlConstraints, ValidationError
from pydantic_core import Url
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from fangcheng_platform.embedded.instance import running_urls

PostgresUrl = Annotated[Url, UrlConstraints(allowed_schemes=["postgres", "postgresql"], host_required=True)]
RedisUrl = Annotated[Url, UrlConstraints(allowed_schemes=["redis", "rediss"], host_required=True)]


class Environment(BaseSettings):
    """Every variable that the platform reads; nothing else reads `os.environ`."""

    model_config = SettingsConfigDict(frozen=True, case_sensitive=True, extra="ignore")

    django_secret_key: SecretStr = Field(validation_alias="DJANGO_SECRET_KEY", min_length=32)
    django_debug: bool = Field(default=False, validation_alias="DJANGO_DEBUG")
    allowed_hosts: Annotated[str, NoDecode] = Field("127.0.0.1,localhost,[::1]", validation_alias="ALLOWED_HOSTS")
    public_base_url: HttpUrl = Field(HttpUrl("http://127.0.0.1:8000"), validation_alias="PUBLIC_BASE_URL")
    log_format: Literal["json", "console"] = Field("json", validation_alias="LOG_FORMAT")
    media_root: str = Field("var/media", validation_alias="MEDIA_ROOT")

    database_url: PostgresUrl = Field(validation_alias="DATABASE_URL")
    redis_url: RedisUrl = Field(validation_alias="REDIS_URL")

    province_base_url: HttpUrl = Field(HttpUrl("http://127.0.0.1:8100"), validation_alias="PROVINCE_BASE_URL")
    province_app_id: str = Field("fangcheng", validation_alias="PROVINCE_APP_ID", min_length=1)
    province_app_secret: SecretStr = Field(
        SecretStr("fangcheng-demo-secret"), validation_alias="PROVINCE_APP_SECRET", min_length=8
    )
    province_center_code: str = Field("411322", validation_alias="PROVINCE_CENTER_CODE", pattern=r"^\d{6}$")

    center_name: str = Field("方城县公共资源交易中心", validation_alias="CENTER_NAME")
    center_phone: str = Field("", validation_alias="CENTER_PHONE", max_length=50)
    center_credit_code: str = Field("12411322AEBA000110", validation_alias="CENTER_CREDIT_CODE", pattern=r"^\w{18}$")

    # Seconds. The defaults are those of production; tests shorten them to see several rounds.
    exchange_poll_seconds: PositiveInt = Field(30, validation_alias="EXCHANGE_POLL_SECONDS")
    exchange_reconcile_seconds: PositiveInt = Field(3600, validation_alias="EXCHANGE_RECONCILE_SECONDS")
    exchange_sweep_seconds: PositiveInt = Field(10, validation_alias="EXCHANGE_SWEEP_SECONDS")
    exchange_lease_seconds: PositiveInt = Field(120, validation_alias="EXCHANGE_LEASE_SECONDS")
    exchange_first_retry_seconds: PositiveInt = Field(5, validation_alias="EXCHANGE_FIRST_RETRY_SECONDS")
    exchange_longest_retry_seconds: PositiveInt = Field(600, validation_alias="EXCHANGE_LONGEST_RETRY_SECONDS")


def read_environment() -> Environment:
    """Return the checked environment.

    Unset database, broker and key are taken from the embedded services of this checkout when
    they are running, so that any command works beside `make run`.

    Raises ImproperlyConfigured naming every variable that is missing or malformed.
    """
    try:
        return Environment.model_validate({**running_urls(), **os.environ})
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ImproperlyConfigured(f"环境变量有误 (environment): {problems}") from None
