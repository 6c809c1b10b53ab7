"""Content that is frozen: as plain JSON, with a digest by which anybody can tell that nothing was changed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def as_json(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content as it reads back from a JSON column: moments and decimals as text."""
    frozen: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return frozen


def digest(content: Mapping[str, Any]) -> str:
    """Return the SM3 of frozen content, as canonical JSON: the same content, the same digest."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.new("sm3", canonical.encode()).hexdigest()
