"""Signatures of requests and answers: HMAC-SM3 over what travels, the body by its SM3 digest."""

import hmac
import secrets

APP_HEADER = "X-Exchange-App"
TIMESTAMP_HEADER = "X-Exchange-Timestamp"
NONCE_HEADER = "X-Exchange-Nonce"
SIGNATURE_HEADER = "X-Exchange-Signature"


def fresh_nonce() -> str:
    """Return 32 random hexadecimal digits, to be used for one request."""
    return secrets.token_hex(16)


def sign_request(secret: str, *, method: str, path_and_query: str, timestamp: str, nonce: str, body_sm3: str) -> str:
    """Sign a request; `path_and_query` is what stands on the request line, byte for byte."""
    return _hmac_sm3(secret, method, path_and_query, timestamp, nonce, body_sm3)


def sign_response(secret: str, *, status: int, nonce: str, body_sm3: str) -> str:
    """Sign the answer to the request that bore `nonce`."""
    return _hmac_sm3(secret, str(status), nonce, body_sm3)


def verify_request(
    secret: str, signature: str, *, method: str, path_and_query: str, timestamp: str, nonce: str, body_sm3: str
) -> bool:
    """Tell, in constant time, whether `signature` is that of the request."""
    expected = sign_request(
        secret, method=method, path_and_query=path_and_query, timestamp=timestamp, nonce=nonce, body_sm3=body_sm3
    )
    return _are_equal(signature, expected)


def verify_response(secret: str, signature: str, *, status: int, nonce: str, body_sm3: str) -> bool:
    """Tell, in constant time, whether `signature` is that of the answer."""
    return _are_equal(signature, sign_response(secret, status=status, nonce=nonce, body_sm3=body_sm3))


def _hmac_sm3(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), "sm3").hexdigest()


def _are_equal(signature: str, expected: str) -> bool:
    # As bytes: a signature is a header of somebody else's, and compare_digest raises on text beyond ASCII.
    return hmac.compare_digest(signature.lower().encode(), expected.encode())
