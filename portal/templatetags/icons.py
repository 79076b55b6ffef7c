"""`{% load lucide %}` with a memory: drawing an icon anew costs more than the rest of a badge."""

import functools

from django import template
from lucide.templatetags import lucide as icons

register = template.Library()


@functools.lru_cache(maxsize=512)
def _draw(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> str:
    return icons.lucide(name, size=size, **dict(attributes))


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: object) -> str:
    return _draw(name, size, tuple((key, str(value)) for key, value in attributes.items()))
