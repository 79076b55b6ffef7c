"""Words of a mail from its three templates, in one language."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import override

from portal.accounts.mail import shop_name


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


def plain(template: str, context: dict[str, Any]) -> str:
    """Rendered for readers of plain text: an apostrophe stays an apostrophe."""
    return get_template(template).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


def words(kind: str, language: str, context: dict[str, Any]) -> Words:
    folder = f"notifications/mail/{kind}"
    with override(language):
        # As the page says it, so that both halves of a mail are signed alike.
        shop = plain("notifications/mail/shop.txt", {"shop_name": shop_name()}).strip()
        everywhere = {**context, "shop_name": shop, "site_url": settings.SITE_URL}
        subject = one_line(plain(f"{folder}/subject.txt", everywhere))
        everywhere["subject"] = subject
        text = plain(f"{folder}/text.txt", everywhere).rstrip()
        if "is_answered_here" in context:
            text += "\n\n" + plain("notifications/mail/answer_here.txt", everywhere)
        if "stop_url" in context:
            text += "\n\n" + plain("notifications/mail/foot.txt", everywhere)
        return Words(
            subject=subject,
            text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
            html=render_to_string(f"{folder}/body.html", everywhere),
        )


def one_line(text: str) -> str:
    """A header value: no line ends or other control characters, at most 300 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def page_url(name: str, language: str, **arguments: Any) -> str:
    """A page of the portal in its reader's language, always under SITE_URL."""
    with override(language):
        return settings.SITE_URL + reverse(name, kwargs=arguments or None)
