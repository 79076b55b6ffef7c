"""robots.txt: the help centre is for everybody, what is behind a sign-in or made by a form is not worth a visit."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ONCE = ["wagtailadmin_home", "read"]
IN_EVERY_LANGUAGE = ["orders:list", "cases:list", "account_login", "kb:search", "kb:suggest"]


def paths() -> list[str]:
    found = [reverse(name) for name in ONCE]
    for code, _name in settings.LANGUAGES:
        with override(code):
            found += [reverse(name) for name in IN_EVERY_LANGUAGE]
    return found


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in paths())]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
