"""The law that holds for one order: its numbers, the calendars it is counted in, and the clock's zone."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from returns.law.days import Calendar, Counted, days_after, local_day, moved
from returns.law.explained import Explained
from returns.law.packs import Pack, Protection


@dataclass(frozen=True)
class Law:
    """Consumers' periods are counted in their own holidays, the merchant's deadlines in hers."""

    pack: Pack
    protection: Protection
    country: str
    calendar: Calendar
    merchant_country: str
    merchant_calendar: Calendar
    tz: tzinfo
    holidays_version: str
    # Subdivision whose holidays count too, such as a German Land; "" for the whole country.
    region: str = ""

    def day(self, at: datetime | date) -> date:
        return local_day(at, self.tz)

    def for_consumer(self, begins: date, days: int, what: str) -> Counted:
        return days_after(begins, days, self.calendar, what)

    def latest_for_merchant(self, counted: Counted) -> Counted:
        return moved(counted, self.merchant_calendar)

    def inputs(self, *, merchant: bool = False, **said: Any) -> dict[str, Any]:
        """What a day was counted from; stored, so that it can be counted again in ten years."""
        plain = {name: _plain(value) for name, value in said.items()}
        return {
            **plain,
            "law": self.pack.code,
            "protection": str(self.protection),
            "country": self.merchant_country if merchant else self.country,
            **({"region": self.region} if self.region and not merchant else {}),
            "zone": str(self.tz),
            "holidays": self.holidays_version,
        }

    def explained(
        self, rule: str, counted: Counted, *, merchant: bool = False, latest: date | None = None, **said: Any
    ) -> Explained:
        return Explained(counted.day, rule, self.inputs(merchant=merchant, **said), counted.steps, latest)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
