"""Did the sender who shares our secret write these very bytes? Every scheme over the raw body, in constant time."""

import base64
import hmac
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from standardwebhooks import Webhook, WebhookVerificationError

Headers = Mapping[str, str]


def is_signed(source: str, secrets: Sequence[str], headers: Headers, body: bytes) -> bool:
    """`headers` with small letters. Any of the secrets counts: while one is being replaced there are two."""
    # All of them, not the first that fits: how long it takes tells nothing.
    fits = [SCHEMES[source](secret, headers, body) for secret in secrets]
    return any(fits)


def _sha256(secret: str, body: bytes) -> bytes:
    return hmac.digest(secret.encode(), body, "sha256")


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.strip().encode("utf-8", "replace"))


def _in_base64(name: str) -> Callable[[str, Headers, bytes], bool]:
    def check(secret: str, headers: Headers, body: bytes) -> bool:
        return _same(base64.b64encode(_sha256(secret, body)).decode(), headers.get(name, ""))

    return check


def _easypost(secret: str, headers: Headers, body: bytes) -> bool:
    """hmac-sha256-hex=<digits>; EasyPost brings the secret into the form NFKD first."""
    expected = _sha256(unicodedata.normalize("NFKD", secret), body).hex()
    return _same(f"hmac-sha256-hex={expected}", headers.get("x-hmac-signature", ""))


def _standard(secret: str, headers: Headers, body: bytes) -> bool:
    """Standard Webhooks: over id, time and body, five minutes early or late at most (R39)."""
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: half a signature, or bytes that are no text
        return False
    return True


SCHEMES: Mapping[str, Callable[[str, Headers, bytes], bool]] = {
    "woocommerce": _in_base64("x-wc-webhook-signature"),
    "shopify": _in_base64("x-shopify-hmac-sha256"),
    "aftership": _in_base64("aftership-hmac-sha256"),
    "easypost": _easypost,
    "generic": _standard,
}
