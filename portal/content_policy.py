"""What a page may load and talk to: nothing but this site."""

from wsgiref.headers import Headers

from csp.constants import NONE, SELF

CUSTOMERS_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# Wagtail's admin writes styles and small scripts into its pages (wagtail issue 1288).
ADMIN_POLICY = {
    **CUSTOMERS_POLICY,
    "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


def in_no_frame(headers: Headers, path: str, url: str) -> None:
    """For WhiteNoise: files of the site are not shown inside other pages, in old browsers neither."""
    headers["X-Frame-Options"] = "DENY"
