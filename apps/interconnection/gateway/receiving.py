"""Judging a signed request that the province sends to us."""

import re
from collections.abc import Callable, Mapping

from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.exceptions import RequestRefused
from apps.interconnection.gateway.signing import (
    APP_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    verify_request,
)

MAX_CLOCK_SKEW_SECONDS = 300
# Twice the skew: a request stays within its own time for at most that long.
NONCE_MEMORY_SECONDS = 600

_NONCE = re.compile(r"[0-9a-fA-F]{32}")
_TIMESTAMP = re.compile(r"[0-9]{1,15}")


def check_request(
    headers: Mapping[str, str],
    *,
    method: str,
    path_and_query: str,
    body: bytes,
    app_id: str,
    secret: str,
    now: float,
    is_first_use: Callable[[str], bool],
) -> str:
    """Return the nonce of a request that bears our counterpart's signature; raise RequestRefused otherwise.

    `headers` finds names in the contract's spelling, `now` is in Unix seconds. `is_first_use` notes a nonce for
    NONCE_MEMORY_SECONDS and tells whether it was unknown; it is asked last, so that nobody without the secret
    can use up nonces or fill that memory.
    """
    if headers.get(APP_HEADER, "") != app_id:
        raise RequestRefused("APP_UNKNOWN", "应用标识不存在")
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    nonce = headers.get(NONCE_HEADER, "")
    is_well_formed = _TIMESTAMP.fullmatch(timestamp) and _NONCE.fullmatch(nonce)
    if not is_well_formed or not verify_request(
        secret,
        headers.get(SIGNATURE_HEADER, ""),
        method=method,
        path_and_query=path_and_query,
        timestamp=timestamp,
        nonce=nonce,
        body_sm3=sm3_hex(body),
    ):
        raise RequestRefused("SIGNATURE_INVALID", "签名无效")
    if abs(now - int(timestamp) / 1000) > MAX_CLOCK_SKEW_SECONDS:
        raise RequestRefused("CLOCK_SKEW", f"时间戳与本系统时间相差超过 {MAX_CLOCK_SKEW_SECONDS} 秒")
    if not is_first_use(nonce.lower()):
        raise RequestRefused("REPLAY", "请求重复")
    return nonce
