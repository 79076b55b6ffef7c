"""What an invoice says, in the terms of EN 16931 (BT-n, BG-n). Page and XML are both made from this and nothing else.

Amounts are Decimal with two places, in the document's currency; rates are per cent.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Party:
    name: str  # BT-27, BT-44
    person: str = ""  # who, at a company
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""  # two letters
    vat_number: str = ""  # with its country, BT-31, BT-48
    email: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    position: int
    name: str  # BT-153
    quantity: Decimal  # BT-129; negative in a correction that takes back
    price: Decimal  # BT-146, without tax, never negative
    net: Decimal  # BT-131
    tax: Decimal
    category: str  # BT-151: S, Z, E, AE, K, G
    rate: Decimal  # BT-152
    detail: str = ""  # variant
    sku: str = ""  # BT-155
    printed_price: Decimal | None = None
    """As the shop showed it, with or without tax."""
    discount: Decimal | None = None
    """Taken off before `net`, as the shop said it."""

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Tax:
    """BG-23: one rate of one category."""

    category: str  # BT-118
    rate: Decimal  # BT-119
    net: Decimal  # BT-116
    tax: Decimal  # BT-117
    reason: str = ""  # BT-120
    code: str = ""  # BT-121, VATEX

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Rounding:
    """Tax taken out of gross prices leaves a penny between the lines and the rate's sum: BG-20 or BG-21."""

    amount: Decimal  # added to the net of its rate; may be negative
    category: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Earlier:
    """The document that this one corrects, BG-3."""

    number: str  # BT-25
    issued_date: date  # BT-26
    ksef_number: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a correction as the customer reads it: what was, what is, what that makes."""

    name: str
    rate: Decimal
    quantity_before: Decimal
    quantity_after: Decimal
    gross_before: Decimal
    gross_after: Decimal

    @property
    def quantity(self) -> Decimal:
        return self.quantity_after - self.quantity_before

    @property
    def gross(self) -> Decimal:
        return self.gross_after - self.gross_before


@dataclass(frozen=True, slots=True)
class Payment:
    method: str = ""
    is_paid: bool = False
    paid_date: date | None = None
    account: str = ""  # IBAN or a national number
    bic: str = ""
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    number: str  # BT-1
    type_code: str  # BT-3: 380, 381, 384
    issued_date: date  # BT-2
    currency: str  # BT-5
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    total: Decimal  # BT-112
    order_number: str = ""  # BT-13
    order_date: date | None = None
    delivered_date: date | None = None  # BT-72
    recipient: Party | None = None
    roundings: tuple[Rounding, ...] = ()
    rounding: Decimal = Decimal(0)  # BT-114
    payment: Payment = Payment()
    treatment: str = ""
    mentions: tuple[str, ...] = ()  # BT-22: what the law wants to read on it
    note: str = ""
    tax_currency: str = ""  # BT-6
    tax_in_currency: Decimal | None = None  # BT-111
    exchange: str = ""
    """Rate and table, in words, where the tax was converted."""
    earlier: Earlier | None = None
    reason: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def net_of_lines(self) -> Decimal:  # BT-106
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def net(self) -> Decimal:  # BT-109
        return self.net_of_lines + sum((each.amount for each in self.roundings), Decimal("0.00"))

    @property
    def tax(self) -> Decimal:  # BT-110
        return sum((each.tax for each in self.taxes), Decimal("0.00"))

    @property
    def paid(self) -> Decimal:  # BT-113
        return self.total + self.rounding if self.payment.is_paid else Decimal("0.00")

    @property
    def due(self) -> Decimal:  # BT-115
        return self.total - self.paid + self.rounding

    @property
    def is_sent_elsewhere(self) -> bool:
        """To another person or place than the buyer's."""
        if self.recipient is None:
            return False
        here, there = self.buyer, self.recipient
        return (here.name, here.street, here.postcode, here.city) != (
            there.name, there.street, there.postcode, there.city,
        )  # fmt: skip

    @property
    def is_credit_note(self) -> bool:
        return self.type_code == "381"


class Unsaid(Exception):
    """The source does not say what the document must say. Nothing is guessed: the document is held."""

    def __init__(self, rule: str, reason: str) -> None:
        self.rule, self.reason = rule, reason
        super().__init__(f"{rule}: {reason}")
