"""What an FA(3) invoice says, as it says it: nothing is added up, nothing is left out that a reader needs.

Field names of the schema stand beside ours. Money and quantities are Decimal exactly as written; None where the
document is silent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Address:
    country: str  # KodKraju
    line1: str  # AdresL1
    line2: str = ""  # AdresL2


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    nip: str = ""
    eu_vat_number: str = ""  # KodUE and NrVatUE
    other_id: str = ""  # NrID, or IDWew
    has_no_id: bool = False  # BrakID: a consumer
    address: Address | None = None
    postal_address: Address | None = None  # AdresKoresp
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    role: str = ""  # Rola or RolaPU, a code
    role_text: str = ""  # OpisRoli
    share: Decimal | None = None  # Udzial, per cent
    customer_number: str = ""  # NrKlienta
    status: str = ""  # StatusInfoPodatnika, a code


@dataclass(frozen=True, slots=True)
class Line:
    """FaWiersz, or ZamowienieWiersz of an advance."""

    number: int
    uid: str = ""  # UU_ID: the same before and after a correction
    name: str = ""  # P_7
    index: str = ""
    gtin: str = ""
    classification: str = ""  # PKWiU, CN, PKOB
    unit: str = ""  # P_8A
    quantity: Decimal | None = None  # P_8B
    net_price: Decimal | None = None  # P_9A
    gross_price: Decimal | None = None  # P_9B
    discount: Decimal | None = None  # P_10
    net: Decimal | None = None  # P_11
    gross: Decimal | None = None  # P_11A
    vat: Decimal | None = None  # P_11Vat
    rate: str = ""  # P_12: 23, zw, np I …
    oss_rate: Decimal | None = None  # P_12_XII, per cent
    in_annex_15: bool = False  # P_12_Zal_15
    excise: Decimal | None = None  # KwotaAkcyzy
    gtu: str = ""
    procedure: str = ""
    exchange_rate: Decimal | None = None  # KursWaluty
    delivered_date: date | None = None  # P_6A
    is_before: bool = False  # StanPrzed: as it was before the correction


@dataclass(frozen=True, slots=True)
class Sum:
    key: str  # 1 … 11 of P_13_x
    net: Decimal  # P_13_x
    vat: Decimal | None = None  # P_14_x
    vat_pln: Decimal | None = None  # P_14_xW


@dataclass(frozen=True, slots=True)
class Notes:
    """Adnotacje: what the law wants in words."""

    cash_accounting: bool = False  # P_16
    self_billing: bool = False  # P_17
    reverse_charge: bool = False  # P_18
    split_payment: bool = False  # P_18A
    is_exempt: bool = False  # P_19
    exempt_act: str = ""  # P_19A
    exempt_directive: str = ""  # P_19B
    exempt_other: str = ""  # P_19C
    new_vehicle: bool = False  # P_22
    triangular: bool = False  # P_23
    margin: str = ""  # travel, used, art, antiques (P_PMarzy_2, _3_1, _3_2, _3_3)


@dataclass(frozen=True, slots=True)
class Corrected:
    number: str  # NrFaKorygowanej
    issued_date: date
    ksef_number: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    reason: str = ""  # PrzyczynaKorekty
    effect: str = ""  # TypKorekty, a code
    corrects: tuple[Corrected, ...] = ()
    period: str = ""  # OkresFaKorygowanej
    right_number: str = ""  # NrFaKorygowany: the number as it should have been
    seller_before: Party | None = None  # Podmiot1K
    buyers_before: tuple[Party, ...] = ()  # Podmiot2K
    total_before: Decimal | None = None  # P_15ZK


@dataclass(frozen=True, slots=True)
class Paid:
    """A part that was paid: ZaplataCzesciowa, or ZaliczkaCzesciowa of an advance."""

    amount: Decimal
    paid_date: date
    method: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    number: str
    bank: str = ""
    swift: str = ""
    description: str = ""
    is_factor: bool = False  # RachunekBankowyFaktora: pay there, not to the seller


@dataclass(frozen=True, slots=True)
class Due:
    due_date: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    is_paid: bool = False  # Zaplacono
    paid_date: date | None = None
    parts: tuple[Paid, ...] = ()
    due: tuple[Due, ...] = ()
    method: str = ""  # FormaPlatnosci, a code
    method_text: str = ""  # OpisPlatnosci
    accounts: tuple[Account, ...] = ()
    discount_terms: str = ""  # WarunkiSkonta
    discount: str = ""  # WysokoscSkonta


@dataclass(frozen=True, slots=True)
class Charge:
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """Rozliczenie: what is charged or taken off beside the invoice's own total."""

    charges: tuple[Charge, ...] = ()
    charges_total: Decimal | None = None
    deductions: tuple[Charge, ...] = ()
    deductions_total: Decimal | None = None
    to_pay: Decimal | None = None  # DoZaplaty
    overpaid: Decimal | None = None  # DoRozliczenia


@dataclass(frozen=True, slots=True)
class Reference:
    number: str = ""
    made_date: date | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """DodatkowyOpis: the seller's own words, about a line or about everything."""

    key: str
    value: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has a cell for each column, or a single one that is a heading over all of them."""

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """BlokDanych of the attachment."""

    title: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Document:
    kind: str  # RodzajFaktury: VAT, KOR, ZAL, ROZ, UPR, KOR_ZAL, KOR_ROZ
    number: str  # P_2
    issued_date: date  # P_1
    currency: str
    total: Decimal  # P_15
    seller: Party
    buyer: Party
    made_at: datetime | None = None  # DataWytworzeniaFa
    place: str = ""  # P_1M
    delivered_date: date | None = None  # P_6
    period: tuple[date, date] | None = None  # OkresFa
    others: tuple[Party, ...] = ()  # Podmiot3
    authorised: Party | None = None  # PodmiotUpowazniony
    sums: tuple[Sum, ...] = ()
    lines: tuple[Line, ...] = ()
    order_lines: tuple[Line, ...] = ()  # Zamowienie of an advance
    order_value: Decimal | None = None  # WartoscZamowienia
    exchange_rate: Decimal | None = None  # KursWalutyZ
    notes: Notes = Notes()
    correction: Correction | None = None
    advances: tuple[str, ...] = ()  # FakturaZaliczkowa: numbers
    advance_parts: tuple[Paid, ...] = ()  # ZaliczkaCzesciowa
    settlement: Settlement | None = None
    payment: Payment = Payment()
    orders: tuple[Reference, ...] = ()  # Zamowienia
    contracts: tuple[Reference, ...] = ()  # Umowy
    dispatch_notes: tuple[str, ...] = ()  # WZ
    delivery_terms: str = ""  # WarunkiDostawy
    batches: tuple[str, ...] = ()  # NrPartiiTowaru
    extras: tuple[Extra, ...] = ()
    from_receipt: bool = False  # FP: art. 109(3d)
    related_parties: bool = False  # TP
    excise_refund: bool = False  # ZwrotAkcyzy
    footers: tuple[str, ...] = ()  # StopkaFaktury
    registers: tuple[tuple[str, str], ...] = ()  # KRS, REGON, BDO
    attachment: tuple[Block, ...] = ()

    @property
    def is_correction(self) -> bool:
        return self.correction is not None
