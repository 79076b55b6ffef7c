"""What went wrong, as RFC 9457 problem JSON: one shape for every refusal, naming the field where it is one."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from portal.api.fields import FieldError

# kind: (status, title); each kind is explained on the reference page.
KINDS: dict[str, tuple[int, str]] = {
    "invalid-data": (400, "The data can't be used as it is"),
    "unauthorized": (401, "A valid API key is needed"),
    "missing-scope": (403, "This key may not do that"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This address takes other methods"),
    "still-running": (409, "The same request is still being worked on"),
    "conflict": (409, "This contradicts what is known"),
    "too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "The body has a type that is not taken here"),
    "key-reused": (422, "This Idempotency-Key belongs to another request"),
    "too-many-requests": (429, "Too many requests"),
    "error": (500, "Something went wrong here"),
    "busy": (503, "The database is busy"),
}
WHAT_TO_DO = {
    "invalid-data": "Correct the named fields and send it again. Nothing was kept.",
    "unauthorized": "Send Authorization: Bearer and your key. A key that was revoked or mistyped looks the same.",
    "missing-scope": "Ask the shop's operator for a key with the scope named in detail.",
    "not-found": "Check the address. Another shop's data answers exactly like data that does not exist.",
    "method-not-allowed": "The Allow header names the methods this address takes.",
    "still-running": "Wait for the first request's answer, or send it again after Retry-After seconds.",
    "conflict": "Something else has this number or id already; detail says what.",
    "too-large": "Send less at once: detail names the limit.",
    "unsupported-media-type": "Set Content-Type as the operation says.",
    "key-reused": "Use a new Idempotency-Key for a new request. The key's first request stays in force.",
    "too-many-requests": "Wait Retry-After seconds.",
    "error": "It was written down for the operator. Sending it again with the same Idempotency-Key is safe.",
    "busy": "Nothing was kept. Send it again after Retry-After seconds.",
}
CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request with a problem answer; whatever the request had begun to write is rolled back."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors, self.headers = kind, detail, list(errors), headers or {}

    @property
    def status(self) -> int:
        return KINDS[self.kind][0]

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "type": f"/api/v1/docs#{self.kind}",
            "title": KINDS[self.kind][1],
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            said["errors"] = [{"field": error.field, "message": error.message} for error in self.errors]
        return said

    def response(self) -> HttpResponse:
        return HttpResponse(
            json.dumps(self.as_json()), status=self.status, content_type=CONTENT_TYPE, headers=self.headers
        )


def invalid(errors: Iterable[FieldError]) -> Problem:
    found = list(errors)
    first = found[0]
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    return Problem("invalid-data", f"{first.field}: {first.message}{more}", found[:50])


NOT_FOUND = "There is nothing here for this key."


def not_found() -> Problem:
    """The same words for what is missing and for what is another shop's (R3)."""
    return Problem("not-found", NOT_FOUND)
