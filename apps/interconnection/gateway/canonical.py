"""Canonical JSON and the SM3 digests of the exchange.

Canonical means: keys sorted by code point, separators `,` and `:` without blanks, no ASCII escaping, UTF-8.
"""

import hashlib
from decimal import Decimal
from json.encoder import encode_basestring

from apps.interconnection.gateway.wire_json import JsonValue, WireNumber


def canonical_bytes(value: JsonValue | Decimal) -> bytes:
    """Serialise `value`; equal documents give equal bytes on every machine.

    Raises TypeError for a float, whose digits depend on who prints them.
    """
    return _canonical_text(value).encode()


def sm3_hex(data: bytes) -> str:
    """Return the SM3 digest of `data` as 64 small hexadecimal digits."""
    return hashlib.new("sm3", data).hexdigest()


def record_digest(payload: JsonValue) -> str:
    """Return the digest that the province must have announced for `payload`."""
    return sm3_hex(canonical_bytes(payload))


def _canonical_text(value: object) -> str:
    match value:
        case None:
            text = "null"
        # Before int, which a bool also is.
        case bool():
            text = "true" if value else "false"
        case str():
            text = encode_basestring(value)
        case int():
            text = str(value)
        # The digest is over the serialisation of whoever wrote the number: 92.50 must not become 92.5.
        case WireNumber():
            text = value.token
        case Decimal() if value.is_finite():
            text = format(value, "f")
        case list() | tuple():
            text = "[" + ",".join(map(_canonical_text, value)) + "]"
        case dict():
            members = (f"{encode_basestring(name)}:{_canonical_text(value[name])}" for name in sorted(value))
            text = "{" + ",".join(members) + "}"
        case _:
            raise TypeError(f"not a value of the exchange: {type(value).__name__}")
    return text
