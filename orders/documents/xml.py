"""XML that others wrote: read without entities and without the network, and what an e-invoice says of itself."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
UBL = {
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
}
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
SPACES = {"rsm": CII, "ram": RAM, "udt": UDT, "cbc": CBC, "cac": CAC}


class NotXml(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Said:
    """What the XML says of itself; empty where it is silent. `syntax` is cii, ubl or other."""

    syntax: str
    number: str = ""
    type_code: str = ""
    currency: str = ""
    issued_date: date | None = None
    total: Decimal | None = None
    buyer_name: str = ""
    buyer_vat_number: str = ""
    corrects: str = ""


def parse(content: bytes) -> etree._Element:
    """Raises NotXml, also for a DOCTYPE: an invoice has no use for one, an attacker has."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise NotXml("DOCTYPE")
    return root


def syntax_of(root: etree._Element) -> str:
    space = etree.QName(root).namespace
    return "cii" if space == CII else "ubl" if space in UBL else "other"


HEADER = "ram:ApplicableHeaderTrade"
PATHS = {
    "cii": {
        "number": "rsm:ExchangedDocument/ram:ID",
        "type_code": "rsm:ExchangedDocument/ram:TypeCode",
        "issued_date": "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",
        "currency": f".//{HEADER}Settlement/ram:InvoiceCurrencyCode",
        "total": f".//{HEADER}Settlement/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:GrandTotalAmount",
        "buyer_name": f".//{HEADER}Agreement/ram:BuyerTradeParty/ram:Name",
        "buyer_vat_number": f".//{HEADER}Agreement/ram:BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID",
        "corrects": f".//{HEADER}Settlement/ram:InvoiceReferencedDocument/ram:IssuerAssignedID",
    },
    "ubl": {
        "number": "cbc:ID",
        "type_code": "cbc:InvoiceTypeCode|cbc:CreditNoteTypeCode",
        "issued_date": "cbc:IssueDate",
        "currency": "cbc:DocumentCurrencyCode",
        "total": "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        "buyer_name": "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
        "buyer_vat_number": "cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID",
        "corrects": "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
    },
}


def read(root: etree._Element) -> Said:
    syntax = syntax_of(root)
    paths = PATHS.get(syntax, {})
    said = {name: _text(root, path) for name, path in paths.items()}
    return Said(
        syntax=syntax,
        number=said.get("number", ""),
        type_code=said.get("type_code", ""),
        currency=said.get("currency", ""),
        issued_date=_date(said.get("issued_date", "")),
        total=_amount(said.get("total", "")),
        buyer_name=said.get("buyer_name", "")[:300],
        buyer_vat_number=said.get("buyer_vat_number", "")[:30],
        corrects=said.get("corrects", "")[:64],
    )


def _text(root: etree._Element, path: str) -> str:
    found = root.xpath(path, namespaces=SPACES)
    first = found[0] if isinstance(found, list) and found else None
    return " ".join((first.text or "").split()) if isinstance(first, etree._Element) else ""


def _date(text: str) -> date | None:
    """20261103 (CII, format 102) or 2026-11-03 (UBL)."""
    for form in ("%Y%m%d", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**10 else None
