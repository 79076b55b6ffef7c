"""The steps of setting up a shop: each is a setting that exists anyway, or a page that tries something out.

What is missing is read from the settings themselves; a row (SetupStep) only says that somebody looked, or put it off.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.permissions import policy_registry

from orders.models import SellerSettings
from portal.accounts.models import User
from portal.accounts.privacy.settings import PrivacySettings
from portal.dashboard.models import ShopSettings
from portal.operations.access import MAY_SET_UP
from portal.operations.models import SetupStep
from returns.models import LawSettings, OpeningHours, ReturnSettings

Text = str | Promise
WORKERS = ("Agents", "Senior agents")


@dataclass(frozen=True)
class Step:
    """`model` None: a page of its own. `needed`: fields to fill in. `to_look`: done once somebody saved it."""

    slug: str
    title: Text
    why: Text
    icon: str
    model: type[BaseGenericSetting] | None = None
    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    to_look: bool = False
    right: str = ""

    def may(self, user: Any) -> bool:
        if self.model is not None:
            return bool(policy_registry.get_by_type(self.model).user_has_permission(user, "change"))
        return bool(user.has_perm(self.right or MAY_SET_UP))


def missing_fields(step: Step) -> list[str]:
    """Names of the fields that are empty, or still say what the program came with."""
    if step.model is None:
        return []
    known = step.model.load()
    fields = [step.model._meta.get_field(name) for name in step.needed]
    empty = [each for each in fields if getattr(known, each.name) in ("", None) or is_untouched(each, known)]
    return [capfirst(str(each.verbose_name)) for each in empty]


def is_untouched(field: Any, known: Any) -> bool:
    return field.model is ShopSettings and field.name == "name" and getattr(known, "name") == field.default  # noqa: B009


def missing_people(_step: Step) -> list[str]:
    there = User.objects.filter(is_active=True, groups__name__in=WORKERS).exists()
    return [] if there else [str(_("Nobody answers customers yet"))]


STEPS: tuple[Step, ...] = (
    Step(
        "shop",
        pgettext_lazy("setup", "Your shop"),
        _("Its name and logo stand at the top of every page and in every mail."),
        "cog",
        ShopSettings,
        ("name", "shop_url", "logo", "accent"),
        ("name", "shop_url"),
    ),
    Step(
        "contact",
        pgettext_lazy("setup", "How customers reach you"),
        _("Shown where nothing else helped, and at the foot of every page."),
        "mail",
        ShopSettings,
        ("email", "phone", "hours"),
        ("email",),
    ),
    Step(
        "seller",
        pgettext_lazy("setup", "Who sells"),
        _("The law wants your name and address on the site. Both are also printed on invoices."),
        "doc-full",
        SellerSettings,
        ("legal_name", "vat_number", "street", "postcode", "city", "country", "email", "bank_account", "bank_bic"),
        ("legal_name", "vat_number", "street", "postcode", "city"),
    ),
    Step(
        "returns",
        pgettext_lazy("setup", "What you promise"),
        _("Where parcels go, and by when customers get an answer and their money. Customers read these numbers."),
        "resubmit",
        ReturnSettings,
        (
            "return_address", "shop_pays_return", "return_days", "send_back_days", "refund_days", "answer_days",
            "holiday_country",
        ),
        ("return_address",),
    ),
    Step(
        "hours",
        pgettext_lazy("setup", "When you are open"),
        _("Promised times count only these hours. Without any, you promise whole working days."),
        "time",
        OpeningHours,
        to_look=True,
    ),
    Step(
        "law",
        pgettext_lazy("setup", "Which law holds"),
        _("Most follows from where an order is delivered. These few things the law leaves to you."),
        "help",
        LawSettings,
        to_look=True,
    ),
    Step(
        "privacy",
        pgettext_lazy("setup", "Personal data"),
        _("Whom people ask about their data, and how long you keep it. The privacy page says so."),
        "lock",
        PrivacySettings,
        ("contact", "officer", "receivers", "bookkeeping_years", "bookkeeping_from"),
        to_look=True,
    ),
    Step(
        "languages",
        pgettext_lazy("setup", "Languages"),
        _("The site speaks three. Readers see the articles that exist in theirs."),
        "globe",
        to_look=True,
    ),
    Step(
        "mail",
        pgettext_lazy("setup", "Mail"),
        _("Codes to sign in, receipts and answers go by mail: without it nothing works. Send yourself one."),
        "mail",
        to_look=True,
    ),
    Step(
        "orders",
        pgettext_lazy("setup", "Where orders come from"),
        _("Your shop tells us of orders by webhook, by the API, or we ask it. See what came."),
        "download",
        to_look=True,
    ),
    Step(
        "team",
        pgettext_lazy("setup", "Your team"),
        _("Invite the first person who answers customers. They sign in with a code sent to their address."),
        "group",
        right="accounts.add_user",
    ),
)  # fmt: skip
BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS}
MISSING: dict[str, Callable[[Step], list[str]]] = {"team": missing_people}


@dataclass(frozen=True)
class Standing:
    """How a step stands: what is missing, who said what about it."""

    step: Step
    missing: list[str]
    said: str

    @property
    def state(self) -> str:
        """done, later or open."""
        if self.said == SetupStep.State.LATER:
            return "later"
        if self.missing or (self.step.to_look and self.said != SetupStep.State.DONE):
            return "open"
        return "done"


def standings(user: Any) -> list[Standing]:
    """The steps this person may take."""
    said = dict(SetupStep.objects.values_list("slug", "state"))
    mine = (step for step in STEPS if step.may(user))
    return [Standing(step, MISSING.get(step.slug, missing_fields)(step), said.get(step.slug, "")) for step in mine]


def after(step: Step, every: Iterable[Standing]) -> Step | None:
    """The next step in the order that is still open, else the first that is; None when none is."""
    place = STEPS.index(step)
    open_ = [each.step for each in every if each.state == "open" and each.step is not step]
    return next((each for each in open_ if STEPS.index(each) > place), open_[0] if open_ else None)
