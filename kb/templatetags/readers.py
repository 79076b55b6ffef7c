"""What readers leave behind, for the help centre's templates."""

from django import template
from django.http import HttpRequest
from django.template import Context

from kb.models import ArticlePage, Tip
from kb.tips import queries as tips
from kb.trail import door, queries, rules

register = template.Library()


def _request(context: Context) -> HttpRequest | None:
    return context.get("request")


@register.simple_tag(takes_context=True)
def trail_is_kept(context: Context) -> bool:
    """Is what this reader reads remembered for her next case? No query for readers nobody knows."""
    request = _request(context)
    context["trail_days"] = rules.KEEP.days
    return bool(request and door.may_remember(request) and queries.remembers(request.user))


@register.simple_tag
def tips_under(article: ArticlePage) -> list[Tip]:
    """The tips that editors accepted; one query."""
    return tips.tips_under(article)
