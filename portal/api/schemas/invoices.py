"""Invoices: the number and day your accounting gave, and its document where it made one."""

from typing import Literal

from pydantic import Field

from portal.api.fields import Base64File, Day, Language, Money, Said, Text64, Text1000, Words64

Kind = Literal["invoice", "correction", "credit_note"]


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


class InvoiceIn(DocumentIn):
    pdf: Base64File | None = Field(default=None, description="The finished PDF, up to 10 MB here.")
    xml: Base64File | None = Field(default=None, description="The XML (EN 16931), if it is not in the PDF.")
