"""The desk's steps for goods that come back and for money; imported when the desk is ready."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.desk.logistics_forms import InspectForm, PayBackForm, ReceiveForm
from portal.desk.steps import DeskStep, register
from portal.desk.wording import HISTORY, StepWords
from returns.complaints.rules import IN_KIND
from returns.logistics.inspecting import inspect, receive
from returns.logistics.refunding import pay_back
from returns.logistics.rules import customer_keeps_it
from returns.models import Case

CHECKED = StepWords(
    "inspect",
    pgettext_lazy("agent", "Goods checked"),
    _("The customer is told what you found, with every reduction and its reason. Next comes the refund."),
    "view",
)
K = Case.Kind


def has_order(case: Case) -> bool:
    """Whose order it was has to be said before money goes back."""
    return case.order_id is not None


def owes_money(case: Case) -> bool:
    """A complaint settled by repair or replacement is paid back only after that turned out impossible ("switch")."""
    is_in_kind = case.kind == K.COMPLAINT and case.remedy in IN_KIND
    return has_order(case) and not is_in_kind


def comes_back(case: Case) -> bool:
    return not customer_keeps_it(case.kind, case.remedy)


for kind in (K.WITHDRAWAL, K.RETURN, K.COMPLAINT, K.GUARANTEE):
    register(kind, "receive", DeskStep(receive, ReceiveForm, is_open=comes_back))
for kind in (K.WITHDRAWAL, K.RETURN):
    register(kind, "inspect", DeskStep(inspect, InspectForm, CHECKED))
for kind in (K.WITHDRAWAL, K.RETURN, K.COMPLAINT, K.GUARANTEE, K.DELIVERY):
    register(kind, "refund", DeskStep(pay_back, PayBackForm, is_open=owes_money))

HISTORY.update(
    {
        "label": _("Label added"),
        "label_gone": _("Label taken back"),
        "parcel": _("Return parcel announced"),
        "parcel_gone": _("Return parcel's number taken back"),
        "dispatched": _("On its way back: proof of dispatch"),
        "proof_confirmed": _("Receipt confirmed"),
        "proof_refused": _("Receipt not accepted"),
        "receive_more": _("More of the goods arrived"),
    }
)
