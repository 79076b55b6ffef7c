"""A shop whose warehouse takes goods back: the label it gives, what arrived, the money it paid for a case."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from orders.actions import record_refund
from orders.ingest import canonical
from portal.api.body import sent
from portal.api.door import MEGABYTE, ShopKey
from portal.api.fields import FieldError
from portal.api.once import write, write_apart
from portal.api.operations.shapes import ONCE, WRITE_PROBLEMS
from portal.api.problems import Problem, invalid, not_found
from portal.api.schemas.returns import CaseRefundIn, CaseSaved, LabelIn, ReceivedIn, Reference
from returns.errors import FileRefused, NotAllowed, Refused
from returns.logistics.actions import give_label
from returns.logistics.inspecting import receive
from returns.logistics.matching import pay_named
from returns.logistics.parcels import NoNumber, known_carrier
from returns.models import Case, CaseRefund

router = Router(tags=["Returns"])
LABEL_LIMIT = 15 * MEGABYTE


@router.put(
    "/cases/{reference}/label",
    auth=ShopKey("cases:write", largest=LABEL_LIMIT),
    response={200: CaseSaved, 201: CaseSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="put_label",
    summary="Give the customer a return label",
)
@write_apart
def put_label(request: HttpRequest, reference: Reference, label: LabelIn) -> tuple[int, CaseSaved]:
    """The customer finds it in the case and gets a mail. A new one takes the place of an old one."""
    case, now = case_of(request, reference), timezone.now()
    before = case.labels.filter(replaced_at=None).first()
    try:
        given = give_label(
            case,
            by=None,
            file=SimpleUploadedFile("label", label.file),
            now=now,
            carrier=known_carrier(label.carrier),
            tracking_number=label.tracking_number,
            valid_until=label.valid_until,
        )
    except FileRefused as refused:
        raise invalid([FieldError("file", str(refused))]) from None
    except NoNumber as refused:
        raise invalid([FieldError("tracking_number", str(refused))]) from None
    except Refused as refused:
        raise conflict(case, refused) from None
    is_same = before is not None and before.pk == given.pk
    outcome = CaseSaved(reference=reference, status=case.status, outcome="unchanged" if is_same else "created")
    return 200 if is_same else 201, outcome


@router.post(
    "/cases/{reference}/received",
    auth=ShopKey("cases:write"),
    response={200: CaseSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="post_received",
    summary="Say that goods arrived",
)
@write
def post_received(request: HttpRequest, reference: Reference, said: ReceivedIn) -> tuple[int, CaseSaved]:
    """All of them or a part; the rest later, with higher quantities. Said again it changes nothing."""
    case = case_of(request, reference)
    lines = {line.order_line.external_id: line for line in case.lines.select_related("order_line")}
    pieces: dict[int, int] | None = None
    if said.lines is not None:
        strange = [item.line for item in said.lines if item.line not in lines]
        if strange:
            raise invalid([FieldError("lines", f"The case has no line {strange[0]}.")])
        pieces = {lines[item.line].pk: item.quantity for item in said.lines}
    wanted = pieces or {line.pk: line.quantity for line in lines.values()}
    if case.received_at and all((line.received_quantity or 0) == wanted.get(line.pk, 0) for line in lines.values()):
        return 200, CaseSaved(reference=reference, status=case.status, outcome="unchanged")
    try:
        case = receive(case, by=None, now=timezone.now(), pieces=pieces)
    except NotAllowed as refused:
        raise conflict(case, refused) from None
    except Refused as refused:
        raise invalid([FieldError("lines", str(refused))]) from None
    return 200, CaseSaved(reference=reference, status=case.status, outcome="updated")


@router.put(
    "/cases/{reference}/refund",
    auth=ShopKey("refunds:write"),
    response={200: CaseSaved, 201: CaseSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="put_case_refund",
    summary="Say that a case was paid",
)
@write
def put_case_refund(request: HttpRequest, reference: Reference, refund: CaseRefundIn) -> tuple[int, CaseSaved]:
    """Ends the case with this amount; the customer gets one mail with it, the lines and why it differs, if it does.

    A refund you send with its order finds its case too, when it is clear whose money it is.
    """
    # The case before its order, as whoever pays back locks them: else each could wait for the other.
    case = case_of(request, reference, locks=True)
    order = case.order
    if order is None or refund.currency != order.currency:
        raise invalid([FieldError("currency", f"The order is in {order.currency if order else 'no currency'}.")])
    known = CaseRefund.objects.filter(case=case, order_refund__external_id=refund.id).exists()
    row, _is_new = record_refund(order, as_canonical(refund, sent(request)))
    try:
        case = pay_named(case, row, timezone.now())
    except Refused as refused:
        raise conflict(case, refused) from None
    outcome = CaseSaved(reference=reference, status=case.status, outcome="unchanged" if known else "created")
    return 200 if known else 201, outcome


def as_canonical(said: CaseRefundIn, payload: dict[str, object]) -> canonical.Refund:
    moment: datetime = said.refunded_at
    return canonical.Refund(
        external_id=said.id,
        amount=said.amount,
        currency=said.currency,
        refunded_at=moment,
        reason=said.reason,
        shipping_amount=said.shipping_amount,
        tax_amount=None,
        lines=(),
        payload=payload,
    )


def case_of(request: HttpRequest, reference: str, *, locks: bool = False) -> Case:
    """About an order of the key's own shop; else the same 404 as for nothing at all (R3, R11)."""
    key = vars(request)["auth"]
    found = Case.objects.select_related("order").defer("order__payload")
    if locks:
        found = found.select_for_update(of=("self",))
    case = found.filter(reference=reference, order__source=key.source).first()
    if case is None:
        raise not_found()
    return case


def conflict(case: Case, refused: Refused) -> Problem:
    return Problem("conflict", f"{case.reference} is {case.status}: {refused}")
