"""WooCommerce REST API v3: GET /wp-json/wc/v3/orders, oldest change first (developer.woocommerce.com, REST API)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from orders.ingest.canonical import CanonicalOrder
from orders.ingest.reading import BadData
from orders.ingest.woocommerce import parse
from orders.pull.errors import PullStopped
from orders.pull.http import Caller, NotThere
from orders.pull.shop import Cursor, Page

PER_PAGE = 50
# modified_after leaves out its own second, in which more orders may have changed; a slow commit may come later still.
AGAIN = timedelta(seconds=1)
OVERLAP = timedelta(minutes=2)
PAUSE = 0.25
MOST_PAGES = 20_000


class WooCommerce:
    name = "woocommerce"

    def __init__(self, url: str, key: str, secret: str, *, pause: float = PAUSE) -> None:
        self.url = f"{url.rstrip('/')}/wp-json/wc/v3/orders"
        self.caller = Caller("WooCommerce", auth=(key, secret), pause=pause)

    def pages(self, cursor: Mapping[str, Any], since: datetime) -> Iterator[Page]:
        after = datetime.fromisoformat(cursor["modified_after"]) if "modified_after" in cursor else since
        began, newest, number = after, after, 1
        for _page in range(MOST_PAGES):
            found = self.ask(after, number)
            changes = [at for each in found if (at := changed_at(each))]
            newest = max([newest, *changes])
            is_last = len(found) < PER_PAGE
            back = OVERLAP if is_last else AGAIN
            orders, unread = read(found)
            yield Page(orders, cursor_at(newest - back if newest > began else began), unread)
            if is_last:
                return
            # Go on from the last change seen: pages by number would shift while orders change.
            after, number = (newest - AGAIN, 1) if newest - AGAIN > after else (after, number + 1)

    def ask(self, after: datetime, number: int) -> list[Any]:
        found = self.caller.ask(
            "GET",
            self.url,
            params={
                "modified_after": after.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
                "dates_are_gmt": "true",
                "orderby": "modified",
                "order": "asc",
                "per_page": PER_PAGE,
                "page": number,
            },
        )
        if not isinstance(found, list):
            raise PullStopped("WooCommerce answered something that is no list of orders.")
        return found

    def one(self, external_id: str) -> CanonicalOrder | None:
        try:
            return parse(self.caller.ask("GET", f"{self.url}/{int(external_id)}"))
        except NotThere:
            return None
        except ValueError as error:
            raise BadData(str(error)) from None


def cursor_at(moment: datetime) -> Cursor:
    return {"modified_after": moment.astimezone(UTC).isoformat()}


def changed_at(order: Any) -> datetime | None:
    said = order.get("date_modified_gmt") if isinstance(order, dict) else None
    try:
        return datetime.fromisoformat(said).replace(tzinfo=UTC) if isinstance(said, str) else None
    except ValueError:
        return None


def read(found: list[Any]) -> tuple[tuple[CanonicalOrder, ...], tuple[str, ...]]:
    orders, unread = [], []
    for each in found:
        try:
            orders.append(parse(each))
        except BadData as error:
            number = each.get("id") if isinstance(each, dict) else None
            unread.append(f"Order {str(number)[:40]}: {error}")
    return tuple(orders), tuple(unread)
