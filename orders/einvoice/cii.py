"""A document as Cross Industry Invoice XML, profile EN 16931 (Factur-X 1.09). The schema decides the order."""

from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from orders.einvoice.content import Document, Line, Party, Rounding, Tax

SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
PIECES = "C62"
TRANSFER, SEPA_TRANSFER, OTHER_MEANS = "30", "58", "ZZZ"
Node = Any  # lxml brings no types


def xml_of(document: Document) -> bytes:
    root = etree.Element(_tag("rsm:CrossIndustryInvoice"), nsmap=SPACES)
    guideline = _add(_add(root, "rsm:ExchangedDocumentContext"), "ram:GuidelineSpecifiedDocumentContextParameter")
    _add(guideline, "ram:ID", "urn:cen.eu:en16931:2017")
    _head(root, document)
    trade = _add(root, "rsm:SupplyChainTradeTransaction")
    for line in document.lines:
        _line(trade, line)
    _agreement(trade, document)
    _delivery(trade, document)
    _settlement(trade, document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _head(root: Node, document: Document) -> None:
    head = _add(root, "rsm:ExchangedDocument")
    _add(head, "ram:ID", document.number)
    _add(head, "ram:TypeCode", document.type_code)
    _day(_add(head, "ram:IssueDateTime"), document.issued_date)
    for text in (*document.mentions, document.exchange, document.reason, document.note):
        if text:
            _add(_add(head, "ram:IncludedNote"), "ram:Content", text)


def _line(trade: Node, line: Line) -> None:
    item = _add(trade, "ram:IncludedSupplyChainTradeLineItem")
    _add(_add(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(line.position))
    product = _add(item, "ram:SpecifiedTradeProduct")
    _said(product, "ram:SellerAssignedID", line.sku)
    _add(product, "ram:Name", line.name)
    _said(product, "ram:Description", line.detail)
    price = _add(_add(item, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    _add(price, "ram:ChargeAmount", _plain(line.price))
    delivery = _add(item, "ram:SpecifiedLineTradeDelivery")
    _add(delivery, "ram:BilledQuantity", _plain(line.quantity), unitCode=PIECES)
    settlement = _add(item, "ram:SpecifiedLineTradeSettlement")
    _category(_add(settlement, "ram:ApplicableTradeTax"), line.category, line.rate)
    total = _add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _add(total, "ram:LineTotalAmount", str(line.net))


def _agreement(trade: Node, document: Document) -> None:
    agreement = _add(trade, "ram:ApplicableHeaderTradeAgreement")
    _party(agreement, "ram:SellerTradeParty", document.seller)
    _party(agreement, "ram:BuyerTradeParty", document.buyer)
    if document.order_number:
        _add(_add(agreement, "ram:BuyerOrderReferencedDocument"), "ram:IssuerAssignedID", document.order_number)


def _party(parent: Node, tag: str, party: Party) -> None:
    node = _add(parent, tag)
    _said(node, "ram:Name", party.name)
    _address(node, party)
    if party.email:
        _add(_add(node, "ram:URIUniversalCommunication"), "ram:URIID", party.email, schemeID="EM")
    if party.vat_number:
        _add(_add(node, "ram:SpecifiedTaxRegistration"), "ram:ID", party.vat_number, schemeID="VA")


def _address(node: Node, party: Party) -> None:
    address = _add(node, "ram:PostalTradeAddress")
    _said(address, "ram:PostcodeCode", party.postcode)
    _said(address, "ram:LineOne", party.street)
    _said(address, "ram:LineTwo", party.street2)
    _said(address, "ram:CityName", party.city)
    _said(address, "ram:CountryID", party.country)


def _delivery(trade: Node, document: Document) -> None:
    delivery = _add(trade, "ram:ApplicableHeaderTradeDelivery")
    if document.recipient and document.recipient.country:
        party = _add(delivery, "ram:ShipToTradeParty")
        _said(party, "ram:Name", document.recipient.name)
        _address(party, document.recipient)
    if document.delivered_date:
        event = _add(delivery, "ram:ActualDeliverySupplyChainEvent")
        _day(_add(event, "ram:OccurrenceDateTime"), document.delivered_date)


def _settlement(trade: Node, document: Document) -> None:
    settlement = _add(trade, "ram:ApplicableHeaderTradeSettlement")
    _said(settlement, "ram:TaxCurrencyCode", document.tax_currency)
    _add(settlement, "ram:InvoiceCurrencyCode", document.currency)
    _means(settlement, document)
    for tax in document.taxes:
        _tax(settlement, tax)
    for rounding in document.roundings:
        _rounding(settlement, rounding)
    _terms(settlement, document)
    _sums(settlement, document)
    if document.earlier:
        earlier = _add(settlement, "ram:InvoiceReferencedDocument")
        _add(earlier, "ram:IssuerAssignedID", document.earlier.number)
        day = _add(earlier, "ram:FormattedIssueDateTime")
        _add(day, "qdt:DateTimeString", f"{document.earlier.issued_date:%Y%m%d}", format="102")


def _means(settlement: Node, document: Document) -> None:
    payment = document.payment
    if not payment.is_paid and payment.account and document.due > 0:
        is_iban = payment.account[:2].isalpha()
        means = _add(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
        _add(means, "ram:TypeCode", SEPA_TRANSFER if is_iban and document.currency == "EUR" else TRANSFER)
        account = _add(means, "ram:PayeePartyCreditorFinancialAccount")
        _add(account, "ram:IBANID" if is_iban else "ram:ProprietaryID", payment.account)
        if payment.bic:
            _add(_add(means, "ram:PayeeSpecifiedCreditorFinancialInstitution"), "ram:BICID", payment.bic)
    elif payment.method:
        means = _add(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
        _add(means, "ram:TypeCode", OTHER_MEANS)
        _add(means, "ram:Information", payment.method)


def _tax(settlement: Node, tax: Tax) -> None:
    node = _add(settlement, "ram:ApplicableTradeTax")
    _add(node, "ram:CalculatedAmount", str(tax.tax))
    _add(node, "ram:TypeCode", "VAT")
    _said(node, "ram:ExemptionReason", tax.reason)
    _add(node, "ram:BasisAmount", str(tax.net))
    _add(node, "ram:CategoryCode", tax.category)
    _said(node, "ram:ExemptionReasonCode", tax.code)
    _add(node, "ram:RateApplicablePercent", _plain(tax.rate))


def _rounding(settlement: Node, rounding: Rounding) -> None:
    node = _add(settlement, "ram:SpecifiedTradeAllowanceCharge")
    _add(_add(node, "ram:ChargeIndicator"), "udt:Indicator", "true" if rounding.amount > 0 else "false")
    _add(node, "ram:ActualAmount", str(abs(rounding.amount)))
    _add(node, "ram:Reason", "Rounding")
    _category(_add(node, "ram:CategoryTradeTax"), rounding.category, rounding.rate)


def _terms(settlement: Node, document: Document) -> None:
    """BR-CO-25: what is still to be paid has a day or terms."""
    if document.due <= 0:
        return
    terms = _add(settlement, "ram:SpecifiedTradePaymentTerms")
    if document.payment.due_date:
        _day(_add(terms, "ram:DueDateDateTime"), document.payment.due_date)
    else:
        _add(terms, "ram:Description", document.payment.method or "Payable on receipt")


def _sums(settlement: Node, document: Document) -> None:
    up = sum((each.amount for each in document.roundings if each.amount > 0), Decimal("0.00"))
    down = sum((-each.amount for each in document.roundings if each.amount < 0), Decimal("0.00"))
    sums = _add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    _add(sums, "ram:LineTotalAmount", str(document.net_of_lines))
    if up:
        _add(sums, "ram:ChargeTotalAmount", str(up))
    if down:
        _add(sums, "ram:AllowanceTotalAmount", str(down))
    _add(sums, "ram:TaxBasisTotalAmount", str(document.net))
    _add(sums, "ram:TaxTotalAmount", str(document.tax), currencyID=document.currency)
    if document.tax_in_currency is not None:
        _add(sums, "ram:TaxTotalAmount", str(document.tax_in_currency), currencyID=document.tax_currency)
    if document.rounding:
        _add(sums, "ram:RoundingAmount", str(document.rounding))
    _add(sums, "ram:GrandTotalAmount", str(document.total))
    if document.payment.is_paid:
        _add(sums, "ram:TotalPrepaidAmount", str(document.paid))
    _add(sums, "ram:DuePayableAmount", str(document.due))


def _category(node: Node, category: str, rate: Decimal) -> None:
    _add(node, "ram:TypeCode", "VAT")
    _add(node, "ram:CategoryCode", category)
    _add(node, "ram:RateApplicablePercent", _plain(rate))


def _day(parent: Node, day: date) -> None:
    _add(parent, "udt:DateTimeString", f"{day:%Y%m%d}", format="102")


def _said(parent: Node, tag: str, text: str) -> None:
    if text:
        _add(parent, tag, text)


def _add(parent: Node, tag: str, text: str = "", **attributes: str) -> Node:
    node = etree.SubElement(parent, _tag(tag), attributes)
    if text:
        node.text = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    return node


def _tag(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def _plain(number: Decimal) -> str:
    """23.0000 is 23, never 2.3E+1."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
