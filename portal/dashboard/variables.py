"""What the shop's settings say, told to the help centre: articles name these values instead of repeating them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override
from wagtail.contrib.settings.models import BaseGenericSetting

from kb.editing.changes import notice_changes
from kb.variables import Variable, register
from orders.models import SellerSettings
from portal.dashboard.models import ShopSettings
from returns.hours.queries import hours
from returns.hours.targets import HOUR, NORMAL
from returns.hours.wording import span
from returns.models import OpeningHours, ReturnSettings

# Name, settings, field or function of the settings, label.
Told = tuple[str, type[BaseGenericSetting], Callable[[Any], object], str | Promise]

QUESTION = "question"
COUNTED = {
    "return_days": "days",
    "send_back_days": "days",
    "refund_days": "days",
    "answer_days": "working_days",
}


def connect() -> None:
    for name, settings, value, label in told():
        place = partial(_place, settings)
        register(Variable(name, label, partial(_value, value), place, COUNTED.get(name, ""), settings.load))
    register(Variable("answer_time", _("How soon we answer a question"), answer_time, hours_place))
    # No post_save for our own models, says the house; but it is Wagtail's own view that saves settings.
    for settings in (ShopSettings, ReturnSettings, SellerSettings):
        post_save.connect(settings_saved, sender=settings, dispatch_uid=f"variables of {settings.__name__}")


def told() -> list[Told]:
    return [
        ("return_days", ReturnSettings, lambda say: say.return_days, _("Days to send something back")),
        ("answer_days", ReturnSettings, lambda say: say.answer_days, _("Working days until we answer")),
        ("send_back_days", ReturnSettings, lambda say: say.send_back_days, _("Days to hand over the parcel")),
        ("refund_days", ReturnSettings, lambda say: say.refund_days, _("Days until the money is back")),
        ("return_address", ReturnSettings, lambda say: one_line(say.return_address), _("Where parcels go")),
        ("shop_name", ShopSettings, lambda say: say.name, _("Name of the shop")),
        ("shop_url", ShopSettings, lambda say: say.shop_url, _("Address of the web shop")),
        ("contact_email", ShopSettings, lambda say: say.email, _("Support address")),
        ("contact_phone", ShopSettings, lambda say: say.phone, _("Support phone")),
        ("contact_hours", ShopSettings, lambda say: say.hours, _("Hours of support")),
        ("seller_name", SellerSettings, lambda say: say.legal_name, _("Legal name of the seller")),
        ("seller_address", SellerSettings, seller_address, _("Address of the seller")),
        ("seller_vat_number", SellerSettings, lambda say: say.vat_number, _("VAT number of the seller")),
    ]


def seller_address(say: SellerSettings) -> str:
    return ", ".join(filter(None, (say.street, f"{say.postcode} {say.city}".strip())))


def answer_time(language: str, _source: Any) -> str:
    """As promised where people write: in opening hours, or in working days where none are set."""
    said = hours()
    with override(language):
        if not said.schedule.has_hours:
            days = ReturnSettings.load().answer_days
            return ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}
        aim = said.target(QUESTION, NORMAL, "first_reply")
        whole, rest = divmod(aim.seconds, HOUR)
        if aim.clock != "business" or rest:
            return span(aim.seconds // 60)
        return ngettext("%(count)d working hour", "%(count)d working hours", whole) % {"count": whole}


def hours_place() -> str:
    return _place(OpeningHours)


def one_line(text: str) -> str:
    return ", ".join(filter(None, (line.strip(" ,") for line in text.splitlines())))


def settings_saved(**_news: Any) -> None:
    notice_changes(timezone.now())


def _value(value: Callable[[Any], object], _language: str, settings: Any) -> str:
    return str(value(settings))


def _place(settings: type[BaseGenericSetting]) -> str:
    return reverse("wagtailsettings:edit", args=[settings._meta.app_label, settings._meta.model_name])
