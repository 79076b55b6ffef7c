"""What the environment and the admin say: safe, complete, and not what the example says."""

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from kb.models import HelpHomePage
from orders.models import SellerSettings
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from portal.operations import checks
from portal.operations.checks import FINE, Said
from returns.models import ReturnSettings

LOCAL = {"localhost", "127.0.0.1", "::1"}
SETTINGS = "Settings in the admin"


def is_trial() -> bool:
    return bool(settings.DEBUG or settings.DEMO)


def mode(_now: datetime) -> Said:
    """Settings refuse what is dangerous at the start; this says what kind of start it was."""
    if settings.DEBUG:
        return Said("warn", "DEBUG is on: error pages show the code.", "Set DEBUG=0 before anybody else comes.")
    if settings.DEMO:
        return Said("warn", "This is the demo: its passwords are public.", "Set DEMO=0 before anybody else comes.")
    return FINE


def secret_key(_now: datetime) -> Said:
    key = settings.SECRET_KEY
    if is_trial():
        return Said("ok", "not looked at in a trial")
    if len(set(key)) < 15:
        do = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"'
        return Said("fail", "It is not random.", do)
    return Said("ok", f"{len(key)} characters")


def addresses(_now: datetime) -> Said:
    site = urlsplit(settings.SITE_URL)
    if site.hostname not in settings.ALLOWED_HOSTS:
        return Said(
            "fail", f"{site.hostname} of SITE_URL is not in ALLOWED_HOSTS.", "Add it, or leave the latter empty."
        )
    if not is_trial() and site.hostname in LOCAL:
        return Said(
            "fail", f"SITE_URL is {settings.SITE_URL}: links in mail lead nowhere.", "Set it to the public one."
        )
    return Said("ok", settings.SITE_URL)


def https(_now: datetime) -> Said:
    if is_trial():
        return Said("ok", "not looked at in a trial")
    if not settings.SECURE:
        return Said("fail", "SITE_URL is not https.", "Put a proxy with a certificate in front.")
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        do = "Set TRUSTED_PROXIES to the number of proxies in front; without, limits count all visitors as one."
        return Said("warn", "No proxy is trusted, and the site itself speaks no https.", do)
    return Said("ok", f"behind {settings.ALLAUTH_TRUSTED_PROXY_COUNT} trusted proxies")


def sender(_now: datetime) -> Said:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if domain in {"", "example.com"} and not is_trial():
        return Said("fail", f"Mail comes from {settings.DEFAULT_FROM_EMAIL}.", "Set MAIL_FROM to an address of yours.")
    return Said("ok", settings.DEFAULT_FROM_EMAIL)


def monitoring(_now: datetime) -> Said:
    if settings.MONITORING_TOKEN or settings.MONITORING_ADDRESSES or is_trial():
        return FINE
    do = "Set MONITORING_TOKEN, and let something ask /readyz."
    return Said("warn", "Nothing may read /metrics, so nobody hears when something stops.", do)


def seller(_now: datetime) -> Said:
    known = SellerSettings.load()
    names = ("legal_name", "vat_number", "street", "postcode", "city")
    missing = [str(SellerSettings._meta.get_field(name).verbose_name) for name in names if not getattr(known, name)]
    if missing:
        return Said(
            "warn", f"Missing: {', '.join(missing)}. The law wants them on every page.", f"{SETTINGS} → Seller."
        )
    return FINE


def shop(_now: datetime) -> Said:
    known = ShopSettings.load()
    missing = [what for what, there in (("support address", known.email), ("web shop", known.shop_url)) if not there]
    if known.name == ShopSettings._meta.get_field("name").default:
        missing.insert(0, "name")
    if not ReturnSettings.load().return_address:
        missing.append("where parcels go")
    return Said("warn", f"Missing: {', '.join(missing)}.", f"{SETTINGS} → Set up.") if missing else FINE


def people(_now: datetime) -> Said:
    if not User.objects.filter(is_superuser=True, is_active=True).exists():
        return Said("fail", "Nobody may change anything.", "Run `manage.py createsuperuser`.")
    if not User.objects.filter(is_active=True, groups__name__in=["Agents", "Senior agents"]).exists():
        return Said("warn", "Nobody works on cases.", f"{SETTINGS} → Set up → Your team.")
    return FINE


def help_centre(_now: datetime) -> Said:
    if not HelpHomePage.objects.live().exists():
        return Said("warn", "There is no help centre.", "Run `manage.py migrate`, or publish its home page.")
    return FINE


CHECKS: dict[str, checks.Check] = {
    "mode": mode,
    "secret key": secret_key,
    "addresses": addresses,
    "https": https,
    "sender": sender,
    "monitoring": monitoring,
    "seller": seller,
    "shop": shop,
    "people": people,
    "help centre": help_centre,
}
