"""{{ session.user_agent|device }}: "Firefox on Windows" instead of what browsers call themselves."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that fits: Edge and Opera also call themselves Chrome, and everything calls itself Safari.
BROWSERS = {
    r"Edg(e|A|iOS)?/": "Edge",
    r"OPR/|Opera": "Opera",
    r"SamsungBrowser/": "Samsung Internet",
    r"Firefox/|FxiOS/": "Firefox",
    r"Chrome/|CriOS/": "Chrome",
    r"Safari/": "Safari",
}
SYSTEMS = {r"iPhone": "iPhone", r"iPad": "iPad", r"Android": "Android", r"Windows": "Windows", r"Mac OS": "macOS"}


def first(names: dict[str, str], text: str) -> str:
    return next((name for pattern, name in names.items() if re.search(pattern, text)), "")


@register.filter
def device(user_agent: str) -> str:
    browser, system = first(BROWSERS, user_agent), first({**SYSTEMS, "Linux|X11": "Linux"}, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another device")
