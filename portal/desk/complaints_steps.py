"""The desk's steps for complaints, guarantee claims and delivery problems; imported when the desk is ready."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.desk.claims_forms import AcceptGuaranteeForm, ForwardForm, SettleDeliveryForm, TraceForm
from portal.desk.complaints_forms import (
    AcceptForm,
    AgreeForm,
    CarryOutForm,
    DeclineComplaintForm,
    OfferForm,
    SwitchForm,
)
from portal.desk.forms import DeclineForm
from portal.desk.steps import DeskStep, register
from portal.desk.wording import StepWords
from returns.complaints import actions
from returns.complaints.queries import open_offer
from returns.complaints.rules import IN_MONEY
from returns.models import Case

COMPLAINT, GUARANTEE, DELIVERY = Case.Kind.COMPLAINT, Case.Kind.GUARANTEE, Case.Kind.DELIVERY


def has_offer(case: Case) -> bool:
    return open_offer(case) is not None


def owes_goods(case: Case) -> bool:
    """Repair and replacement are carried out; money is refunded."""
    return case.remedy not in {*IN_MONEY, Case.Remedy.REFUND}


ACCEPT = StepWords(
    "accept",
    pgettext_lazy("agent", "Accept"),
    _("The customer is told that the complaint is accepted as demanded, and what happens next. It cannot be undone."),
    "check",
)
OFFER = StepWords(
    "offer",
    pgettext_lazy("agent", "Name another remedy"),
    _("The customer is asked to agree. The law allows another remedy only for the reasons below."),
    "redirect",
)
AGREE = StepWords(
    "agree",
    pgettext_lazy("agent", "The customer agreed"),
    _("For a customer who agreed by mail or on the phone. What was offered counts as accepted."),
    "check",
)
DECLINE = StepWords(
    "decline",
    pgettext_lazy("agent", "Decline"),
    _(
        "The customer gets your reasons and your statement on settling disputes out of court. The case ends; it "
        "cannot be undone."
    ),
    "cross",
    critical=True,
)
REPAIRED = StepWords(
    "resolve",
    pgettext_lazy("agent", "Done"),
    _("The repair or replacement is done. The customer is told, and the case ends; it cannot be undone."),
    "success",
)
SWITCH = StepWords(
    "switch",
    pgettext_lazy("agent", "Cannot be done"),
    _("What was accepted turned out impossible or out of proportion: the next remedy takes its place."),
    "redirect",
)

for kind, verb, step in (
    (COMPLAINT, "accept", DeskStep(actions.accept, AcceptForm, ACCEPT)),
    (COMPLAINT, "offer", DeskStep(actions.offer, OfferForm, OFFER)),
    (COMPLAINT, "agree", DeskStep(actions.agree, AgreeForm, AGREE, has_offer)),
    (COMPLAINT, "decline", DeskStep(actions.decline, DeclineComplaintForm, DECLINE)),
    (COMPLAINT, "resolve", DeskStep(actions.carry_out, CarryOutForm, REPAIRED, owes_goods)),
    (COMPLAINT, "switch", DeskStep(actions.switch, SwitchForm, SWITCH, owes_goods)),
    (GUARANTEE, "forward", DeskStep(actions.forward, ForwardForm)),
    (GUARANTEE, "accept", DeskStep(actions.accept_guarantee, AcceptGuaranteeForm)),
    (GUARANTEE, "decline", DeskStep(actions.decline_guarantee, DeclineForm)),
    (GUARANTEE, "resolve", DeskStep(actions.carry_out, CarryOutForm, is_open=owes_goods)),
    (DELIVERY, "trace", DeskStep(actions.trace, TraceForm)),
    (DELIVERY, "resolve", DeskStep(actions.settle_delivery, SettleDeliveryForm)),
):
    register(kind, verb, step)
