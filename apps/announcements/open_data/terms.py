"""On what terms the data may be used, and who publishes it; said in the same words by page, API and OCDS."""

from dataclasses import dataclass

from django.conf import settings

from apps.announcements.canonical import canonical
from apps.announcements.platform_name import PLATFORM_NAME

# Where on the page of the open data its parts stand.
LICENCE_ANCHOR = "licence"
POLICY_ANCHOR = "policy"

TITLE = f"{PLATFORM_NAME}公开数据"
ATTRIBUTION = f"数据来源：{PLATFORM_NAME}"


@dataclass(frozen=True)
class Publisher:
    """Who answers for the data."""

    name: str
    credit_code: str
    url: str


def publisher() -> Publisher:
    """Return the center that this deployment belongs to."""
    environment = settings.ENVIRONMENT
    return Publisher(environment.center_name, environment.center_credit_code, settings.PUBLIC_BASE_URL)


def licence_url() -> str:
    """Return where the terms of use stand."""
    return f"{canonical('open_data:index')}#{LICENCE_ANCHOR}"


def policy_url() -> str:
    """Return where it stands what is published, when, and how it is corrected."""
    return f"{canonical('open_data:index')}#{POLICY_ANCHOR}"
