"""Invoices: the number and day your accounting gave, and its document where it made one."""

from typing import Literal

from pydantic import Field

from portal.api.fields import (
    Base64File,
    Day,
    Flag,
    Language,
    Money,
    Paid,
    Said,
    Text40,
    Text64,
    Text200,
    Text1000,
    Words64,
)

Kind = Literal["invoice", "correction", "credit_note"]
Treatment = Literal["", "exempt", "reverse_charge", "margin", "intra_community", "export"]


class DocumentIn(Said):
    number: Words64 = Field(examples=["FV/2026/11/0042"])
    issued_date: Day
    kind: Kind = "invoice"
    corrects: Text64 = Field(default="", description="The number of the document that this one corrects.")
    total: Money | None = Field(
        default=None, description="What it comes to, where its XML or the order do not say so."
    )
    language: Language = Field(default="", description="Empty: the order's.")
    ksef_number: Text64 = Field(
        default="",
        description="Of an FA(3) invoice, sent as XML alone. Empty while offline: send it again with its number.",
    )
    kod2_url: Text1000 = Field(default="", description="The link of KOD II, for an FA(3) invoice issued offline.")


class TermsIn(Said):
    """What only accounting knows of a sale, for an invoice that the portal makes. Left out: a sale with VAT."""

    treatment: Treatment = Field(default="", description="Why no VAT is charged.")
    treatment_reason: Text200 = Field(default="", description="The article of law, needed for exempt.")
    delivered_date: Day | None = None
    due_date: Day | None = None
    tax_in_national_currency: Money | None = Field(
        default=None, description="A Polish invoice in euro says its VAT in złoty: this amount, or a rate."
    )
    exchange_rate: Paid | None = Field(default=None, description="National currency for one unit.")
    exchange_table: Text40 = Field(default="", examples=["215/A/NBP/2026"])
    split_payment: Flag = False
    buyer_vat_number: Text40 = Field(default="", description="Overrules what the order says.")


class InvoiceIn(DocumentIn):
    terms: TermsIn = Field(default_factory=TermsIn, description="Only without pdf and xml.")
    pdf: Base64File | None = Field(default=None, description="The finished PDF, up to 10 MB here.")
    xml: Base64File | None = Field(default=None, description="The XML (EN 16931), if it is not in the PDF.")
