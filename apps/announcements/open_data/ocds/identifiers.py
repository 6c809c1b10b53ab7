"""What things are called in OCDS: of letters, digits, dots and hyphens, which every address and file name takes.

Numbers of projects are Chinese. They are written in Punycode, as names of hosts are: it keeps what is ASCII
readable, and can be turned back.
"""

import hashlib
import re
from contextlib import suppress

from django.conf import settings

from apps.acceptance.models import Project
from apps.announcements.facts import Party
from apps.announcements.models import PublicEvent

# org-id.guide's code of the list that 统一社会信用代码 are from.
CREDIT_CODE_SCHEME = "CN-USCI"
WITHDRAWN = "withdrawn"
NAME_DIGEST_LENGTH = 16
# More than any number of ours makes; to read Punycode takes time by the square of its length.
LONGEST_SAFE = 1000

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")
_ESCAPED = re.compile(r"_([0-9a-f]{2})")


def url_safe(text: str) -> str:
    """Write a number so that it needs no escaping anywhere."""
    plain = text if text.isascii() else text.encode("punycode").decode("ascii")
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):02x}", plain)


def readings_of(safe: str) -> list[str]:
    """Return what may have been written so; the caller looks which of them there is."""
    if len(safe) > LONGEST_SAFE:
        return []
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), safe)
    readings = [plain]
    with suppress(UnicodeError):
        readings.append(plain.encode("ascii").decode("punycode"))
    # No number holds what PostgreSQL does not take as text.
    return [reading for reading in readings if _is_text(reading) and url_safe(reading) == safe]


def ocid_of(project: Project) -> str:
    """Return under what OCDS knows a procurement."""
    return f"{settings.OCID_PREFIX}-{url_safe(project.project_no or '')}"


def release_id(announcement_no: str, version: int, kind: str) -> str:
    """Return what the release is called that tells of a version, or of its withdrawal."""
    suffix = f"-{WITHDRAWN}" if kind == PublicEvent.Kind.WITHDRAWN else ""
    return f"{url_safe(announcement_no)}-{version}{suffix}"


def party_id(party: Party) -> str:
    """Return what tells an organisation from others: its 统一社会信用代码, else its name."""
    if party.credit_code:
        return f"{CREDIT_CODE_SCHEME}-{party.credit_code}"
    return f"NAME-{hashlib.sha256(party.name.encode()).hexdigest()[:NAME_DIGEST_LENGTH]}"


def _is_text(reading: str) -> bool:
    return "\x00" not in reading and not any("\ud800" <= character <= "\udfff" for character in reading)
