"""Typed readers of what the environment says about mail out, mail in and the virus scanner."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.env import env

# Providers that deliver a whole mail to a webhook, by what MAIL_IN_URL begins with (django-anymail's views).
PROVIDERS = {
    "mailersend": "anymail.webhooks.mailersend.MailerSendInboundWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunInboundWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetInboundWebhookView",
    "mandrill": "anymail.webhooks.mandrill.MandrillCombinedWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkInboundWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridInboundWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostInboundWebhookView",
}


def mail_transport(name: str, default: str) -> dict[str, Any]:
    """How mail goes out: smtp+tls://user:password@host:587 and the like."""
    mail = env.email(name, default=default)
    return {
        "backend": mail["EMAIL_BACKEND"],
        "host": mail.get("EMAIL_HOST"),
        "port": mail.get("EMAIL_PORT"),
        "username": mail.get("EMAIL_HOST_USER"),
        "password": mail.get("EMAIL_HOST_PASSWORD"),
        "use_tls": bool(mail.get("EMAIL_USE_TLS")),
        "use_ssl": bool(mail.get("EMAIL_USE_SSL")),
        "file_path": mail.get("EMAIL_FILE_PATH"),
    }


def mailbox(name: str) -> tuple[str, str]:
    """(box, domain): reply@shop.example takes reply+anything@, @reply.shop.example anything@; ("", "") is off."""
    value = env.str(name, default="").strip().lower()
    if not value:
        return "", ""
    found = re.fullmatch(r"([a-z0-9._-]{1,20})?@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", value)
    if found is None:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write reply@shop.example for a mailbox that takes reply+anything@shop.example, "
            "or @reply.shop.example for a domain that takes every name."
        )
    return found[1] or "", found[2]


@dataclass(frozen=True)
class MailIn:
    """Where answers by mail come from: a mailbox that is looked into, a provider that calls, or nowhere."""

    kind: str = ""
    host: str = ""
    port: int = 993
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    anymail: dict[str, str] = field(default_factory=dict, repr=False)


def mail_in(name: str) -> MailIn:
    """imaps://user:password@host/INBOX, or a provider of django-anymail as postmark://user:password; empty is off."""
    value = env.str(name, default="")
    if not value:
        return MailIn()
    parts = urlsplit(value)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme == "imaps" and parts.hostname and user:
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return MailIn("imaps", parts.hostname, parts.port or 993, user, password, folder)
    if parts.scheme in PROVIDERS and user and len(password) >= 16:
        own = {f"{parts.scheme}_{key}".upper(): said for key, said in parse_qsl(parts.query)}
        secret = f"{user}:{password}"
        return MailIn(parts.scheme, user=user, password=password, anymail={"WEBHOOK_SECRET": secret, **own})
    raise ImproperlyConfigured(
        f"{name} must be imaps://user:password@host/FOLDER, or one of {', '.join(sorted(PROVIDERS))} with a name and "
        "a password of 16 characters or more that the provider is told: postmark://shop:password@"
    )


def scanner(name: str) -> str:
    """tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: files are not scanned."""
    value = env.str(name, default="")
    parts = urlsplit(value)
    if value and not (
        (parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and not parts.netloc and parts.path)
    ):
        raise ImproperlyConfigured(f"{name} must be tcp://host:3310 or unix:///a/path.")
    return value
