"""What the help centre's templates show beyond the page itself. Each tag is one query."""

from collections.abc import Sequence

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils import translation
from django.utils.safestring import SafeString
from wagtail.models import Page

from kb import linking, queries, states, structured_data, variables
from kb.addresses import address
from kb.models import ArticlePage
from kb.rules import Audience, Reader

register = template.Library()


def _request(context: Context) -> HttpRequest | None:
    return context.get("request")


def _reader(context: Context) -> Reader | None:
    return getattr(_request(context), "user", None)


@register.simple_tag(takes_context=True)
def topics_below(context: Context, page: Page) -> list[queries.TopicCard]:
    return queries.topics_below(page, _reader(context), _request(context))


@register.simple_tag(takes_context=True)
def articles_in(context: Context, topic: Page) -> list[queries.ArticleLink]:
    return queries.articles_in(topic, _reader(context), _request(context))


@register.simple_tag(takes_context=True)
def related_articles(context: Context, article: ArticlePage) -> list[queries.ArticleLink]:
    return queries.related_articles(article, _reader(context), _request(context))


@register.simple_tag(takes_context=True)
def popular_articles(context: Context, limit: int) -> list[queries.ArticleLink]:
    return queries.popular_articles(translation.get_language() or settings.LANGUAGE_CODE, limit, _request(context))


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context, page: Page) -> list[queries.Crumb]:
    return queries.breadcrumbs(page, _request(context))


@register.simple_tag(takes_context=True)
def canonical(context: Context, page: Page) -> str:
    """The page's one address, whatever host or query it was asked with."""
    return f"{settings.SITE_URL}{address(page.url_path, _request(context))}"


@register.filter
def filled(text: str, page: Page) -> str:
    """Plain text with the values of the shop in it, in the page's language."""
    return variables.filled(text, page.locale.language_code) if "{{" in text else text


@register.filter
def state_label(key: str) -> str:
    return str(dict(states.choices()).get(key, key))


@register.tag
def with_values(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """{% with_values %}…{% endwith_values %}: HTML with the shop's values in it, in the page's language."""
    nodes = parser.parse(("endwith_values",))
    parser.delete_first_token()
    return WithValues(nodes)


class WithValues(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes

    def render(self, context: Context) -> SafeString:
        page = context["page"]
        with linking.looked_up(getattr(page, "body", None), _request(context)):
            written = self.nodes.render(context)
        return variables.filled_html(written, page.locale.language_code)


@register.filter
def is_public(page: Page) -> bool:
    """May everybody read it, so that search engines may be told about it?"""
    return getattr(page, "audience", Audience.PUBLIC) == Audience.PUBLIC


@register.simple_tag(takes_context=True)
def article_data(context: Context, article: ArticlePage, publisher: str) -> SafeString:
    return structured_data.script_text(
        structured_data.article_data(article, canonical(context, article), str(publisher))
    )


@register.simple_tag
def breadcrumb_data(crumbs: Sequence[queries.Crumb], title: str) -> SafeString:
    return structured_data.script_text(structured_data.breadcrumb_data(crumbs, title, settings.SITE_URL))


@register.simple_tag(takes_context=True)
def article_elsewhere(context: Context) -> queries.ForeignLink | None:
    """What a missing page of the help centre is in another language."""
    request = _request(context)
    match = request.resolver_match if request else None
    if request is None or match is None or match.url_name != "wagtail_serve":
        return None
    language = translation.get_language() or settings.LANGUAGE_CODE
    return queries.article_elsewhere(match.args[0], language, _reader(context))
