"""What allauth asks us: which language, which links, which bucket of failures, where to go next."""

import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from portal.accounts.limits import bucket, may_have_mail
from portal.accounts.mail import KIND_HEADER, LANGUAGE_HEADER, SECRET_HEADER, at_site, language_of, shop_name
from portal.accounts.models import User
from portal.accounts.reauthentication import came_by_code_lately, has_only_mail

ASKED_FOR = {"unknown_account", "account_already_exists"}


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request: HttpRequest) -> User:
        """Someone who signs up reads the language of the page they signed up on."""
        return User(language=get_language() or settings.LANGUAGE_CODE)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address before our proxies; whoever came past them, or wrote nonsense, counts as who knocked."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            return str(request.META.get("REMOTE_ADDR") or "unknown")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth puts the host in front: every allowed host would be five tries more.
        return bucket(str(credentials.get("email", "")))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        with override(user.language if isinstance(user, User) else None):
            return reverse("home")

    def clean_email(self, email: str) -> str:
        # Longer ones fit no mailbox (RFC 5321) and no column.
        MaxLengthValidator(254)(email)
        return email

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        request, user = self.request, self.request.user
        if isinstance(user, User) and has_only_mail(user) and not came_by_code_lately(request, user):
            raise ImmediateHttpResponse(suspend_request(request, reverse("accounts:confirm_it_is_you")))
        return super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One mail in its reader's language; every link in it starts with SITE_URL."""
        kind = template_prefix.rpartition("/")[2]
        secret = "code" in context or "key" in context
        # Anybody can ask for these by typing an address into a form; notices of what happened are never held back.
        if (secret or kind in ASKED_FOR) and self.request and not may_have_mail(self.request, email):
            raise ImmediateHttpResponse(respond_429(self.request))
        language = language_of(email)
        links = {name: at_site(value) for name, value in context.items() if name.endswith("_url") and value}
        with override(language):
            message = self.render_mail(
                template_prefix,
                email,
                {**context, **links, "email": email, "shop_name": shop_name(), "site_url": settings.SITE_URL},
                headers={
                    KIND_HEADER: kind,
                    LANGUAGE_HEADER: language,
                    SECRET_HEADER: "1" if secret else "",
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
