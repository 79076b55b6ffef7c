"""`{% load allauth %}` at half the cost: a page has a dozen elements, and each asked for attributes that nobody gave.

Looking up what isn't there costs Django four exceptions a time; here it is simply empty.
"""

from typing import Any

from allauth.templatetags.allauth import (
    LAYOUT_CONTEXT_KEY,
    SLOTS_CONTEXT_KEY,
    ElementNode,
    do_setvar,
    do_slot,
    parse_tag,
)
from django import template
from django.template import Context, TemplateSyntaxError
from django.template.base import Parser, Token
from django.template.loader_tags import ExtendsNode
from django.utils.safestring import SafeString

register = template.Library()
register.tag("slot", do_slot)
register.tag("setvar", do_setvar)

LAYOUTS, ENDING = "allauth/layouts/", ".html"


class Attributes(dict[str, Any]):
    def __missing__(self, name: str) -> object:
        # Elements ask whether "value" is None, as an empty one is a value.
        return None if name == "value" else () if name == "tags" else ""


class Element(ElementNode):
    """As allauth renders an element: its content first, then allauth/elements/<name>.html around it."""

    def render(self, context: Context) -> SafeString:
        layout = self._layout(context)
        names = [f"allauth/elements/{self.element}{ENDING}"]
        if layout:
            names.insert(0, f"allauth/elements/{self.element}__{layout}{ENDING}")
        slots: dict[str, list[str]] = {}
        with context.render_context.push(**{SLOTS_CONTEXT_KEY: slots, LAYOUT_CONTEXT_KEY: layout}):
            slots["default"] = [self.nodelist.render(context)]
            attrs = Attributes((name, value.resolve(context)) for name, value in self.kwargs.items())
            if attrs["tags"]:
                attrs["tags"] = [tag.strip() for tag in attrs["tags"].split(",")]
            origin = (self.origin.template_name or "").replace(ENDING, "")
            engine = context.template.engine  # type: ignore[union-attr]
            known = {**context.flatten(), "slots": slots, "attrs": attrs, "origin": origin}
            return engine.select_template(names).render(Context(known, autoescape=engine.autoescape))

    def _layout(self, context: Context) -> str | None:
        """The page's layout: what it extends, or, inside elements and includes, what was handed on."""
        for extended in context.render_context.get(ExtendsNode.context_key) or ():
            if extended.template_name.startswith(LAYOUTS):
                return str(extended.template_name[len(LAYOUTS) :].replace(ENDING, ""))
        return context.render_context.get(LAYOUT_CONTEXT_KEY) or context.get("page_layout")


@register.tag("element")
def element(parser: Parser, token: Token) -> Element:
    nodes = parser.parse(("endelement",))
    _name, args, kwargs = parse_tag(token, parser)
    if len(args) != 1:
        raise TemplateSyntaxError("Usage: {% element name argument=value %} … {% endelement %}")
    parser.delete_first_token()
    return Element(nodes, args[0], kwargs)
