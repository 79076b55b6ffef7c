from django import template

from portal.desk.wording import Words, status_for_agents
from returns.models import Case

register = template.Library()


@register.filter
def web_address(url: str) -> bool:
    """Whether a link from a shop or carrier may be clicked: never javascript: or data:."""
    return url.startswith(("https://", "http://"))


@register.filter
def agent_status(case: Case) -> Words:
    return status_for_agents(case)
