"""On the case's page: how to send the goods back, and where they are."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.models import Order
from orders.templatetags.parcels import Panel
from orders.tracking.story import ParcelStory, story
from returns.case_panels import CasePanel, is_empty
from returns.logistics.forms import ParcelForm
from returns.logistics.parcels import can_be_forgotten, takes_parcels
from returns.logistics.queries import Journey, journey
from returns.logistics.rules import EXPECTED, Payer, sending_frees_money
from returns.logistics.terms import load_shipping_terms, payer_of
from returns.models import Case, DispatchProof, LawSettings, ReturnParcel
from returns.rules import Role
from returns.wording.remedies import keep_the_receipt


@dataclass(frozen=True, slots=True)
class ShownParcel(Panel):
    """`pk` of the ReturnParcel, for taking the number back while nobody has scanned it."""

    pk: int = 0
    can_be_forgotten: bool = False


def goods_back(request: HttpRequest, case: Case) -> CasePanel | None:
    if case.order is None or case.kind not in EXPECTED:
        return None
    way = journey(case)
    if not way.is_told:
        return None
    terms = load_shipping_terms(request)
    we_collect = LawSettings.load(request_or_site=request).we_collect
    form = ParcelForm(auto_id="parcel_%s")
    context = {
        "way": way,
        "parcels": shown(case, case.order, way.parcels),
        "terms": terms,
        "address": ", ".join([*terms.address, case.reference]),
        "is_free": we_collect or payer_of(case, terms) is Payer.SHOP,
        "we_collect": we_collect or (payer_of(case, terms) is Payer.SHOP and way.label is None),
        "form": form,
        "takes_parcels": takes_parcels(case) and case.received_at is None,
        "frees_money": frees_money(request, case),
        "keep_the_receipt": keep_the_receipt(case),
        # Folded away once we know of a parcel.
        "asks_for_number": way.expected and not way.parcels,
        "waiting_proof": proof_that_waits(way),
    }
    return CasePanel("returns/logistics/panel.html", context, place="top")


def why_this_amount(request: HttpRequest, case: Case) -> CasePanel | None:
    """Another sum than the one worked out: the reason stands on the page too, not only in the mail."""
    if case.refunded_amount is None or is_empty(case, "has_refunds"):
        return None
    told = [refund for refund in case.refunds.all() if refund.why]
    return CasePanel("returns/logistics/why.html", {"refunds": told}, place="top") if told else None


def frees_money(request: HttpRequest, case: Case) -> bool:
    """Where the shop fetches the goods itself, the money waits for nothing anyway (W8)."""
    collects = case.kind == Case.Kind.WITHDRAWAL and LawSettings.load(request_or_site=request).we_collect
    return not collects and sending_frees_money(case.kind, case.remedy)


def proof_that_waits(way: Journey) -> DispatchProof | None:
    return next((proof for proof in way.proofs if proof.state == DispatchProof.State.WAITING), None)


def shown(case: Case, order: Order, parcels: list[ReturnParcel]) -> list[ShownParcel]:
    """As on the order's page, with a title of its own where there are several."""
    return [
        ShownParcel(
            title=title(number, len(parcels)),
            parcel=each.shipment,
            story=here(case, story(each.shipment, order, timezone.now(), is_owner=True, is_one_of_many=True)),
            says_where=case.received_at is None,
            pk=each.pk,
            can_be_forgotten=takes_parcels(case) and can_be_forgotten(each, Role.CUSTOMER),
        )
        for number, each in enumerate(parcels, start=1)
    ]


def here(case: Case, told: ParcelStory) -> ParcelStory:
    """Carriers are slower than the shop's own hands: once the goods are here, nothing is on its way."""
    if case.received_at is None:
        return told
    return replace(told, reason="", late=None)


def title(number: int, count: int) -> str:
    if count == 1:
        return _("Your return parcel")
    return _("Return parcel %(number)s of %(all)s") % {"number": number, "all": count}
