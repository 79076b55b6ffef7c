"""/theme.css: the shop's own accent colour, as a stylesheet because the pages' policy allows no inline styles."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from portal.dashboard.colours import accent_for_dark, accent_for_light
from portal.dashboard.models import ShopSettings

VERSION = "1"


def _etag(request: HttpRequest) -> str:
    accent = ShopSettings.load(request).accent
    return f'"{sha256(f"{VERSION} {accent}".encode()).hexdigest()[:16]}"'


@require_safe
@cache_control(public=True, max_age=3600)
@condition(etag_func=_etag)
def stylesheet(request: HttpRequest) -> HttpResponse:
    """Empty when the shop chose no colour."""
    chosen = ShopSettings.load(request).accent
    return HttpResponse(_rules(chosen) if chosen else "", content_type="text/css; charset=utf-8")


def _rules(chosen: str) -> str:
    light, dark = accent_for_light(chosen), accent_for_dark(chosen)
    return (
        f":root{{--accent:light-dark({light.ink},{dark.ink});"
        f"--accent-strong:light-dark({light.strong},{dark.strong});"
        f"--on-accent:light-dark({light.on},{dark.on})}}"
    )
