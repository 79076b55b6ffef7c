"""What only accounting knows of a sale, handed over with the number. Everything has a harmless default."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

TREATMENTS = ("", "exempt", "reverse_charge", "margin", "intra_community", "export")


@dataclass(frozen=True, slots=True)
class Terms:
    treatment: str = ""
    """Why no VAT is charged: one of TREATMENTS; "" for a taxed sale."""
    treatment_reason: str = ""  # the article of law, needed for "exempt"
    delivered_date: date | None = None
    due_date: date | None = None
    # A Polish invoice in euro says its VAT in złoty too: the amount itself, or a rate (złoty for one euro).
    tax_in_national_currency: Decimal | None = None
    exchange_rate: Decimal | None = None
    exchange_table: str = ""  # 215/A/NBP/2026
    split_payment: bool = False
    buyer_vat_number: str = ""  # overrules what the order says

    def __post_init__(self) -> None:
        if self.treatment not in TREATMENTS:
            raise ValueError(f"treatment is one of {', '.join(TREATMENTS)}")

    def as_json(self) -> dict[str, str | bool]:
        return {
            name: value if isinstance(value, bool) else str(value)
            for name, value in asdict(self).items()
            if value not in (None, "", False)
        }
