"""Signatures of the exchange in both directions: HMAC-SM3 over what is on the wire.

Pure functions over bytes; who calls whom, and with which clock, is the callers' business.
"""

import hmac
import re
import secrets

from apps.province.canonical import sm3_hex

APP_HEADER = "X-Exchange-App"
TIMESTAMP_HEADER = "X-Exchange-Timestamp"
NONCE_HEADER = "X-Exchange-Nonce"
SIGNATURE_HEADER = "X-Exchange-Signature"

# A request may be this far from our clock, and its nonce is remembered this long. The second covers
# the first in both directions, so that no replay can outlive the memory of its nonce.
CLOCK_SKEW_SECONDS = 300
NONCE_SECONDS = 600

NONCE_PATTERN = re.compile(r"[0-9a-f]{32}")


def new_nonce() -> str:
    """Return a fresh nonce of 32 hexadecimal digits."""
    return secrets.token_hex(16)


def request_signature(
    *, secret: str, method: str, path_and_query: str, timestamp: str, nonce: str, body: bytes
) -> str:
    """Return the signature of a request; `path_and_query` is the request line's, byte for byte."""
    message = "\n".join([method, path_and_query, timestamp, nonce, sm3_hex(body)])
    return _hmac_sm3(secret, message)


def response_signature(*, secret: str, status: int, nonce: str, body: bytes) -> str:
    """Return the signature of the answer to the request that bore `nonce`."""
    return _hmac_sm3(secret, "\n".join([str(status), nonce, sm3_hex(body)]))


def is_same_signature(left: str, right: str) -> bool:
    """Compare two signatures in constant time; never raises, whatever a stranger sent."""
    return hmac.compare_digest(left.encode(), right.encode())


def _hmac_sm3(secret: str, message: str) -> str:
    # latin-1 keeps the bytes of the request line what they were; everything else is ASCII.
    return hmac.new(secret.encode(), message.encode("latin-1"), "sm3").hexdigest()
