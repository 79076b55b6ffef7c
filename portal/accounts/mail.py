"""Whose mail it is: the recipient's language, the shop's name, and links that no visitor can bend."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import get_language

from portal.accounts.models import User, normal_email

# Set on a message by whoever writes it, taken off again by the mail backend.
KIND_HEADER = "X-Aftercare-Kind"
LANGUAGE_HEADER = "X-Aftercare-Language"
SECRET_HEADER = "X-Aftercare-Secret"  # noqa: S105 - the name of a header


def shop_name() -> str:
    """The name customers see as the sender."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or address.partition("@")[2]


def at_site(url: str) -> str:
    """The same page under SITE_URL, whatever host the request claimed to be for."""
    parts = urlsplit(url)
    return settings.SITE_URL + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def language_of(email: str) -> str:
    """The language the owner of an address chose; a stranger's is the page's."""
    address = normal_email(email)
    language = (
        EmailAddress.objects.filter(email=address)
        .order_by("-verified")
        .values_list("user__language", flat=True)
        .first()
        or User.objects.filter(email=address).values_list("language", flat=True).first()
    )
    return language or get_language() or settings.LANGUAGE_CODE
