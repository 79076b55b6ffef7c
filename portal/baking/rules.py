"""Who may be answered with a finished page, what may become one, and in which form it travels."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

LONGEST_SECONDS = 24 * 60 * 60  # no page is older, whatever was missed
LARGEST_BYTES = 1024 * 1024
KEPT_TYPES = ("text/html", "application/xml", "application/atom+xml", "text/css")
# Browsers ask each time and are told "not modified"; a proxy may answer a rush of readers for a second.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, must-revalidate"

Headers = list[tuple[str, str]]


def is_personal(cookies: str, authorization: str, personal: Iterable[str]) -> bool:
    """May this request be answered differently from a stranger's? `personal` are names of cookies.

    A name anywhere in the header counts: to err costs a little time, never a secret.
    """
    return bool(authorization) or any(name in cookies for name in personal)


def refusal(status: int, headers: Mapping[str, str], body: bytes, *, marked: bool, cookies: bool, token: bool) -> str:
    """Why an answer must not be kept, "" when it may. `token`: a CSRF token was made for it."""
    cache_control = headers.get("Cache-Control", "")
    checks = {
        "not marked as the same for everybody": not marked,
        f"status {status}": status != 200,
        "sets a cookie": cookies or "Set-Cookie" in headers,
        "holds a CSRF token": token or b"csrfmiddlewaretoken" in body,
        f"Cache-Control: {cache_control}": bool(re.search(r"private|no-store|no-cache", cache_control)),
        "varies by more than cookies and encoding": not varies_little(headers.get("Vary", "")),
        "a kind that is not kept": not headers.get("Content-Type", "").startswith(KEPT_TYPES),
        "encoded already": "Content-Encoding" in headers,
        "too large": len(body) > LARGEST_BYTES,
    }
    return next((reason for reason, holds in checks.items() if holds), "")


def varies_little(vary: str) -> bool:
    return {name.strip().lower() for name in vary.split(",")} <= {"", "cookie", "accept-encoding", "origin"}


@lru_cache(256)
def encoding(accepted: str) -> str:
    """ "br", "gzip" or "": the best form that an Accept-Encoding header allows (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:20]:
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    anything = weights.get("*", 0.0)
    return next((name for name in ("br", "gzip") if weights.get(name, anything) > 0), "")


def _weight(parameter: str) -> float:
    found = re.fullmatch(r"\s*q=([0-9.]{1,5})\s*", parameter)
    try:
        return float(found[1]) if found else 1.0
    except ValueError:
        return 0.0


def still_has(if_none_match: str, tag: str) -> bool:
    """Does the browser hold this page in any encoding? Its tag is `tag`, `tag-br` or `tag-gzip`, weak or strong."""
    if if_none_match.strip() == "*":
        return True
    return any(found.partition("-")[0] == tag for found in re.findall(r'"([^"]*)"', if_none_match))
