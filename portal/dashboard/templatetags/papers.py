"""Parts of an article on paper: nothing is fetched, so pictures stand in the document itself."""

import base64
import logging
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

register = template.Library()
log = logging.getLogger(__name__)

SIZE = "max-1200x1600|bgcolor-fff|format-jpeg|jpegquality-82"


@register.filter
def figure(value: Any) -> SafeString:
    """The picture with its words; only the words when its file is missing or can't be read."""
    caption = format_html("<figcaption>{}</figcaption>", value["caption"]) if value.get("caption") else ""
    address = _embedded(value["image"]) if value.get("image") else ""
    if not address:
        return format_html("<p>{}</p>{}", value["alt"], caption)
    return format_html('<figure><img src="{}" alt="{}">{}</figure>', address, value["alt"], caption)


def _embedded(image: Any) -> str:
    try:
        with image.get_rendition(SIZE).file.open("rb") as file:
            content = base64.b64encode(file.read()).decode()
    except (OSError, ValueError) as error:
        log.warning("image %s is missing in a PDF: %s", image.pk, error)
        return ""
    return f"data:image/jpeg;base64,{content}"


@register.filter
def callout_kind(value: Any) -> str:
    """What kind of callout it is, in words."""
    choices = dict(value.block.child_blocks["kind"].field.choices)
    return str(choices.get(value["kind"], ""))


@register.filter
def only_words(block: Any) -> SafeString:
    """A block that this template doesn't know yet."""
    texts = block.block.get_searchable_content(block.value)
    return format_html_join("", "<p>{}</p>", ((strip_tags(str(text)),) for text in texts))
