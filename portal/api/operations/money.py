"""Refunds and invoices of an order."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from orders.actions import AlreadyIssued, DocumentRefused, issue_invoice, record_refund, take_document
from orders.documents.terms import Terms
from orders.ksef.xml import is_fa3
from orders.models import Order
from portal.api.body import sent
from portal.api.canonical import canonical_refund
from portal.api.door import MEGABYTE, MULTIPART, ShopKey, order_of
from portal.api.fields import FieldError, OwnId, SourceName
from portal.api.once import write, write_apart
from portal.api.operations.from_ksef import taken_from_ksef
from portal.api.operations.shapes import ONCE, WRITE_PROBLEMS
from portal.api.problems import Problem, invalid
from portal.api.schemas.answers import InvoiceSaved, RefundSaved
from portal.api.schemas.invoices import DocumentIn, InvoiceIn
from portal.api.schemas.refunds import RefundIn
from portal.api.telling import told_invoice

router = Router()
INVOICE_LIMIT, UPLOAD_LIMIT = 15 * MEGABYTE, 31 * MEGABYTE


@router.put(
    "/{source}/{external_id}/refunds/{refund_id}",
    auth=ShopKey("refunds:write"),
    response={200: RefundSaved, 201: RefundSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="put_refund",
    summary="Send a refund",
    tags=["Refunds"],
)
@write
def put_refund(
    request: HttpRequest, source: SourceName, external_id: OwnId, refund_id: OwnId, refund: RefundIn
) -> tuple[int, RefundSaved]:
    """Money you paid back. The customer reads of it once."""
    order = order_of(request, source, external_id)
    _row, is_new = record_refund(order, canonical_refund(refund_id, refund, sent(request)))
    return 201 if is_new else 200, RefundSaved(id=refund_id, outcome="created" if is_new else "updated")


@router.post(
    "/{source}/{external_id}/invoices",
    auth=ShopKey("invoices:write", largest=INVOICE_LIMIT),
    response={200: InvoiceSaved, 201: InvoiceSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="post_invoice",
    summary="Issue or hand over an invoice",
    tags=["Invoices"],
)
@write_apart
def post_invoice(
    request: HttpRequest, source: SourceName, external_id: OwnId, invoice: InvoiceIn
) -> tuple[int, InvoiceSaved]:
    """With `pdf` or `xml`: your accounting's document, kept and served byte for byte once it passed its checks.

    With neither: the portal makes the document from the order's data, under your number. A body may have 15 MB.
    """
    order = order_of(request, source, external_id)
    if invoice.pdf is None and invoice.xml is None:
        return _issued(order, invoice)
    return _taken(order, invoice, invoice.pdf, invoice.xml)


@router.post(
    "/{source}/{external_id}/invoices/files",
    auth=ShopKey("invoices:write", takes=MULTIPART, largest=UPLOAD_LIMIT),
    response={200: InvoiceSaved, 201: InvoiceSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="upload_invoice",
    summary="Hand over an invoice as files",
    tags=["Invoices"],
)
@write_apart
def upload_invoice(
    request: HttpRequest,
    source: SourceName,
    external_id: OwnId,
    document: Form[DocumentIn],
    pdf: UploadedFile | None = File(default=None),  # noqa: B008 - how ninja is told of files
    xml: UploadedFile | None = File(default=None),  # noqa: B008
) -> tuple[int, InvoiceSaved]:
    """The same with a form: no base64, and a PDF may have 20 MB."""
    order = order_of(request, source, external_id)
    return _taken(order, document, pdf.read() if pdf else None, xml.read() if xml else None)


def _issued(order: Order, said: InvoiceIn) -> tuple[int, InvoiceSaved]:
    if said.kind != "invoice":
        message = "Corrections and credit notes are taken as finished documents: send pdf, xml or both."
        raise invalid([FieldError("kind", message)])
    is_new = not order.invoices.filter(number=said.number.strip()).exists()
    try:
        row = issue_invoice(
            order, said.number, said.issued_date, said.language, terms=Terms(**said.terms.model_dump())
        )
    except AlreadyIssued as error:
        raise Problem("conflict", str(error.message)) from None
    return 201 if is_new else 200, told_invoice(row, order)


def _taken(order: Order, said: DocumentIn, pdf: bytes | None, xml: bytes | None) -> tuple[int, InvoiceSaved]:
    known: Any = order.invoices.filter(number=said.number.strip()).exists()
    if xml and is_fa3(xml):
        return 200 if known else 201, told_invoice(taken_from_ksef(order, said, pdf, xml), order)
    try:
        row = take_document(
            order,
            number=said.number,
            issued_date=said.issued_date,
            kind=said.kind,
            pdf=pdf,
            xml=xml,
            corrects=said.corrects,
            total=said.total,
            language=said.language,
        )
    except AlreadyIssued as error:
        raise Problem("conflict", str(error.message)) from None
    except DocumentRefused as refused:
        field = {"number": "number", "kind": "kind", "total": "total", "xml": "xml", "xml_size": "xml"}
        raise invalid([FieldError(field.get(refused.code, "pdf"), str(refused.message))]) from None
    return 200 if known else 201, told_invoice(row, order)
