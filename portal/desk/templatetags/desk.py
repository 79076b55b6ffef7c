from django import template

register = template.Library()


@register.filter
def web_address(url: str) -> bool:
    """Whether a link from a shop or carrier may be clicked: never javascript: or data:."""
    return url.startswith(("https://", "http://"))
