"""Every mail we write ourselves: its templates are notifications/mail/<name>/subject.txt, text.txt and body.html.

A kind in a group can be stopped by who gets it (preferences, one click in the mail). A kind without one always goes:
what the law wants on paper, what keeps an account safe, and what somebody asked for a minute ago.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    name: str
    # Holds a code or a link that opens something: the body is emptied once it is sent.
    secret: bool = False
    group: str = ""


@dataclass(frozen=True)
class Group:
    """What a customer switches on and off in one piece."""

    name: str
    title: str | Promise
    text: str | Promise


@dataclass(frozen=True)
class Duty:
    """Mails nobody can switch off, and why."""

    title: str | Promise
    why: str | Promise


KINDS = {
    kind.name: kind
    for kind in (
        Kind("case_opened"),
        Kind("case_answered"),
        Kind("case_automatic"),
        Kind("rule_matched"),
        Kind("case_approved"),
        Kind("case_declined"),
        Kind("case_received"),
        Kind("case_inspected"),
        Kind("case_refunded"),
        Kind("case_cancelled"),
        Kind("files_refused"),
        Kind("callback_booked"),
        Kind("callback_moved"),
        Kind("callback_reminder"),
        Kind("callback_cancelled"),
        Kind("callback_missed"),
        Kind("withdrawal_received"),
        Kind("withdrawal_other_address"),
        Kind("withdrawal_open"),
        Kind("withdrawal_confirmed"),
        Kind("withdrawal_declined"),
        Kind("complaint_received"),
        Kind("complaint_answer"),
        Kind("remedy_done"),
        Kind("claim_goods_here"),
        Kind("claim_cancelled"),
        Kind("claim_declined"),
        Kind("guarantee_received"),
        Kind("guarantee_forwarded"),
        Kind("guarantee_accepted"),
        Kind("delivery_received"),
        Kind("delivery_traced"),
        Kind("delivery_resolved"),
        Kind("complaint_warning"),
        Kind("complaint_escalation"),
        Kind("complaint_by_law"),
        Kind("return_label"),
        Kind("return_on_its_way"),
        Kind("return_reminder"),
        Kind("return_missing"),
        Kind("order_received", group="orders"),
        Kind("order_cancelled", group="orders"),
        Kind("parcel_shipped", group="parcels"),
        Kind("parcel_out_for_delivery", group="parcels"),
        Kind("parcel_ready_for_pickup", group="parcels"),
        Kind("parcel_delivered", group="parcels"),
        Kind("parcel_delayed", group="delays"),
        Kind("invoice_ready", group="invoices"),
        Kind("refund_made", group="refunds"),
        Kind("period_ends", group="products"),
        Kind("order_link", secret=True),
        Kind("order_not_found"),
        Kind("order_added"),
        Kind("company_invitation", secret=True),
        Kind("company_joined"),
        Kind("staff_invitation"),
        Kind("test_mail"),
        Kind("company_changed"),
        Kind("data_export_ready"),
        Kind("data_link", secret=True),
        Kind("data_has_account"),
        Kind("accounts_merge", secret=True),
        Kind("erasure_planned"),
        Kind("erasure_stopped"),
        Kind("data_erased"),
        Kind("account_idle"),
        Kind("tip_accepted", group="tips"),
        Kind("tip_rejected", group="tips"),
        Kind("survey", group="surveys"),
        Kind("proactive_help", group="help"),
        Kind("weekly_digest", group="digest"),
    )
}

GROUPS = {
    group.name: group
    for group in (
        Group("orders", _("Your orders"), _("The shop has received an order or cancelled it.")),
        Group("parcels", _("Your parcels"), _("Sent, out for delivery, ready for pick-up, delivered.")),
        Group("delays", _("Delays"), _("A parcel is late: you hear it before you have to ask.")),
        Group("invoices", _("Invoices"), _("An invoice or a correction can be downloaded.")),
        Group("refunds", _("Money back"), _("The shop has paid money back to you.")),
        Group("products", _("Your products"), _("Our liability or a guarantee ends in a month.")),
        Group(
            "help",
            _("Help before you ask"),
            _("A parcel is stuck, a return is not here: what you can do about it."),
        ),
        Group("tips", _("Your tips"), _("What became of a tip you left under a help article.")),
        Group(
            "surveys",
            _("Questions about our help"),
            _("How easy it was, or how satisfied you are: once a month at most."),
        ),
    )
}

# For people at work here only; customers never see these switches.
STAFF_GROUPS = {
    group.name: group
    for group in (
        Group(
            "digest",
            _("The week in figures"),
            _("Monday morning: what got worse, what got better, what to write next."),
        ),
    )
}
ALL_GROUPS = GROUPS | STAFF_GROUPS

DUTIES = (
    Duty(
        _("Returns, complaints and questions"),
        _("The law wants our confirmations and decisions in writing, and answers are what you asked for."),
    ),
    Duty(
        _("Codes and the safety of your account"),
        _("You must notice when somebody signs in, changes your password or may see your company's orders."),
    ),
    Duty(_("Links you asked for"), _("You have just asked for them on one of our pages.")),
)


def kinds_in(group: str) -> Iterable[str]:
    return (kind.name for kind in KINDS.values() if kind.group == group)
