"""Canonical JSON and its SM3 digest, the way both systems compare records."""

import hashlib
import json
from typing import Any


def sm3_hex(content: bytes) -> str:
    """Return the SM3 digest of `content` in hexadecimal."""
    return hashlib.new("sm3", content).hexdigest()


def canonical_json(payload: Any) -> bytes:
    """Return `payload` as sorted, compact, unescaped UTF-8 JSON."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def payload_digest(payload: Any) -> str:
    """Return the digest that a feed item carries for `payload`."""
    return sm3_hex(canonical_json(payload))
