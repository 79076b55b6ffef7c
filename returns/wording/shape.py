"""What a kind of case has to say: names of its steps, where it stands, what is still to come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from orders.templatetags.formats import money
from returns.models import Case, Deadline

Text = str | Promise
# The running ones, by name.
Clocks = Mapping[str, Deadline]


@dataclass(frozen=True)
class Standing:
    """One sentence each: where it stands, what happens next; who must act ("us", "you", "nobody") and by when."""

    title: Text
    next: Text
    who: str
    clock: Deadline | None = None

    @property
    def by(self) -> datetime | None:
        return self.clock.due_at if self.clock else None

    @property
    def latest(self) -> datetime | None:
        """The last moment by law, where it is later than the day we promise."""
        legal = self.clock.legal_at if self.clock else None
        return legal if legal and self.by and legal > self.by else None

    @property
    def is_late(self) -> bool:
        return self.who == "us" and self.clock is not None and self.clock.breached_at is not None

    @property
    def is_law(self) -> bool:
        """Is the day the law's, or our own promise?"""
        return "law" in self.explanation.get("inputs", {}) and not self.clock_is_promised

    @property
    def clock_is_promised(self) -> bool:
        return self.clock is not None and self.clock.rule.endswith("_promised")

    @property
    def explanation(self) -> dict[str, Any]:
        return self.clock.explanation if self.clock else {}


@dataclass(frozen=True)
class Ahead:
    """A step still to come; `clock` names the deadline that says by when."""

    title: Text
    clock: str = ""


@dataclass(frozen=True)
class KindWords:
    titles: Mapping[str, Text]
    standing: Callable[[Case, Clocks], Standing]
    ahead: Callable[[Case, Clocks], list[Ahead]]
    # Over the list of its items.
    items: Text


def we_have_your_message(clocks: Clocks) -> Standing:
    text = _("A person reads it and answers here and by e-mail.")
    return Standing(_("We have your message"), text, "us", clocks.get("answer"))


def waiting_for_you(text: Text = "") -> Standing:
    return Standing(_("Waiting for you"), text or _("We need an answer from you to go on: please write below."), "you")


def we_answered() -> Standing:
    text = _("What we told you stands below. If something is still open, write to us here.")
    return Standing(_("We answered you"), text, "nobody")


def closed() -> Standing:
    return Standing(_("Closed"), _("If anything is still open, write to us here: the case opens again."), "nobody")


def declined() -> Standing:
    text = _("Our reason is in the messages below. If you see it differently, write to us here.")
    return Standing(_("Declined"), text, "nobody")


def refunded(case: Case) -> Standing:
    text = _("The money goes the way you paid. Your bank may need a few days to show it.")
    if case.order is None or case.refunded_amount is None:
        return Standing(_("Refunded"), text, "nobody")
    amount = money(case.refunded_amount, case.order.currency)
    return Standing(_("Refunded: %(amount)s") % {"amount": amount}, text, "nobody")


def goods_are_here(clocks: Clocks) -> Standing:
    return Standing(
        _("Your parcel arrived"), _("We check the items and pay your money back."), "us", clocks.get("refund")
    )


def goods_are_checked(clocks: Clocks) -> Standing:
    return Standing(_("We checked the items"), _("Next we pay your money back."), "us", clocks.get("refund"))
