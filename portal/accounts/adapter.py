"""What allauth asks us: which language, which links, which bucket of failures, where to go next."""

import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from portal.accounts.limits import bucket
from portal.accounts.mail import KIND_HEADER, LANGUAGE_HEADER, SECRET_HEADER, at_site, language_of, shop_name
from portal.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request: HttpRequest) -> User:
        """Someone who signs up reads the language of the page they signed up on."""
        return User(language=get_language() or settings.LANGUAGE_CODE)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth puts the host in front: every allowed host would be five tries more.
        return bucket(str(credentials.get("email", "")))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        with override(user.language if isinstance(user, User) else None):
            return reverse("home")

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One mail in its reader's language; every link in it starts with SITE_URL."""
        language = language_of(email)
        links = {name: at_site(value) for name, value in context.items() if name.endswith("_url") and value}
        with override(language):
            message = self.render_mail(
                template_prefix,
                email,
                {**context, **links, "email": email, "shop_name": shop_name(), "site_url": settings.SITE_URL},
                headers={
                    KIND_HEADER: template_prefix.rpartition("/")[2],
                    LANGUAGE_HEADER: language,
                    SECRET_HEADER: "1" if "code" in context or "key" in context else "",
                },
            )
        message.send()

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """allauth's text with the same words in the shop's layout beside it."""
        message = super().render_mail(template_prefix, email, context, headers)
        if isinstance(message, EmailMultiAlternatives):
            paragraphs = [part.strip() for part in re.split(r"\n\s*\n", str(message.body)) if part.strip()]
            html = render_to_string("account/email/message.html", {**context, "paragraphs": paragraphs})
            message.attach_alternative(html, "text/html")
        return message
