"""BaseLinker (Base): POST connector.php with X-BLToken, a method and its parameters as JSON (api.base.com).

New orders come from getOrders, a hundred at a time; changes of known ones from the journal of the last three days.
Once a day the orders of two weeks are read anew, for shops whose journal is not switched on.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from orders.ingest.baselinker import moment, parse
from orders.ingest.canonical import CanonicalOrder
from orders.ingest.reading import BadData, Node
from orders.pull.errors import NeedsAPerson, PullStopped, SlowDown
from orders.pull.http import Caller
from orders.pull.shop import Cursor, Page

URL = "https://api.baselinker.com/connector.php"
PER_PAGE = 100
# 100 questions a minute are allowed for all programs of the account together; we take less than all.
PAUSE = 0.8
ONE_BY_ONE = 25
READ_ANEW, READ_ANEW_EVERY = timedelta(days=14), timedelta(days=1)
MOST_PAGES = 20_000
# "Query limit exceeded, token blocked until 2022-05-03 17:15:34", by the clock of Poland.
BLOCKED_UNTIL = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
CLOCK = ZoneInfo("Europe/Warsaw")


class BaseLinker:
    name = "baselinker"

    def __init__(self, token: str, *, url: str = URL, pause: float = PAUSE) -> None:
        self.url = url
        self.caller = Caller("BaseLinker", headers={"X-BLToken": token}, pause=pause)
        self.statuses: dict[str, str] = {}

    def call(self, method: str, **parameters: Any) -> Node:
        answer = self.caller.ask("POST", self.url, data={"method": method, "parameters": json.dumps(parameters)})
        if not isinstance(answer, dict):
            raise PullStopped("BaseLinker answered something that is no answer of its own.")
        if answer.get("status") != "SUCCESS":
            raise refusal(str(answer.get("error_code", "")), str(answer.get("error_message", "")), timezone.now())
        return Node(answer)

    def pages(self, cursor: Mapping[str, Any], since: datetime) -> Iterator[Page]:
        now = timezone.now()
        self.learn_statuses()
        # Before the orders: what happens while they are read is found in the journal afterwards.
        logs = list(self.journal(int(cursor["log"]))) if "log" in cursor else list(self.journal(0))
        start: Cursor = {"confirmed_from": int(since.timestamp()), **cursor}
        start.setdefault("log", max((log for log, _order in logs), default=0))
        is_anew = now - datetime.fromisoformat(start.get("read_at", "1970-01-01T00:00:00+00:00")) > READ_ANEW_EVERY
        begin = start["confirmed_from"]
        if is_anew and "read_at" in start:
            begin = min(begin, int((now - READ_ANEW).timestamp()))
        yield from self.confirmed(begin, start)
        if "log" in cursor:
            yield from self.changed([order for _log, order in logs], start)
        newest = max([start["log"], *(log for log, _order in logs)])
        done = {**start, "log": newest, **({"read_at": now.isoformat()} if is_anew else {})}
        yield Page((), done)

    def confirmed(self, begin: int, start: Cursor) -> Iterator[Page]:
        """Orders by the moment they were confirmed. A second may hold more orders than a page: each is seen once."""
        seen: set[str] = set()
        for _page in range(MOST_PAGES):
            found = self.orders(date_confirmed_from=begin, get_unconfirmed_orders=False)
            fresh = [each for each in found if each.text("order_id") not in seen]
            seen.update(each.text("order_id") for each in fresh)
            last = max(
                (int(at.timestamp()) for each in found if (at := moment(each, "date_confirmed"))), default=begin
            )
            start["confirmed_from"] = max(start["confirmed_from"], last)
            orders, unread = self.read(fresh)
            yield Page(orders, dict(start), unread)
            if len(found) < PER_PAGE:
                return
            begin = last if last > begin else begin + 1

    def changed(self, ids: Iterable[str], start: Cursor) -> Iterator[Page]:
        """Each order of the journal as it is now; the cursor moves on when all of them are there."""
        waiting = iter(dict.fromkeys(ids))
        while some := list(islice(waiting, ONE_BY_ONE)):
            found: list[Node] = []
            gone: list[str] = []
            for external_id in some:
                one = self.orders(order_id=int(external_id))
                found += one
                gone += [] if one else [external_id]
            orders, unread = self.read(found)
            yield Page(orders, dict(start), unread, tuple(gone))

    def journal(self, last: int) -> Iterator[tuple[int, str]]:
        """(log id, order id) of everything after `last`, oldest first."""
        for _page in range(MOST_PAGES):
            logs, numbers = self.logs(last)
            newest = max(numbers, default=last)
            for number, each in zip(numbers, logs, strict=True):
                order = each.text("order_id")
                if number > last and order.isdigit() and order != "0":
                    yield number, order
            if newest <= last or not logs:
                return
            last = newest

    def logs(self, last: int) -> tuple[list[Node], list[int]]:
        try:
            logs = self.call("getJournalList", last_log_id=last, logs_types=[]).children("logs")
            return logs, [int(each.required("log_id", 18)) for each in logs]
        except ValueError as error:
            raise PullStopped(f"BaseLinker answered something that is no journal: {error}") from None

    def orders(self, **parameters: Any) -> list[Node]:
        try:
            return self.call("getOrders", **parameters).children("orders")
        except BadData as error:
            raise PullStopped(f"BaseLinker answered something that is no list of orders: {error}") from None

    def learn_statuses(self) -> None:
        try:
            for each in self.call("getOrderStatusList").children("statuses"):
                self.statuses[each.text("id")] = each.text("name_for_customer", 64) or each.text("name", 64)
        except BadData as error:
            raise PullStopped(f"BaseLinker answered something that is no list of statuses: {error}") from None

    def read(self, found: Iterable[Node]) -> tuple[tuple[CanonicalOrder, ...], tuple[str, ...]]:
        orders, unread = [], []
        for each in found:
            try:
                orders.append(parse(each.data, "$", self.statuses))
            except BadData as error:
                unread.append(f"Order {str(each.data.get('order_id'))[:40]}: {error}")
        return tuple(orders), tuple(unread)

    def one(self, external_id: str) -> CanonicalOrder | None:
        if not external_id.isdigit():
            raise BadData(f"{external_id[:40]!r} is not a number of BaseLinker's.")
        if not self.statuses:
            self.learn_statuses()
        found = self.orders(order_id=int(external_id))
        return parse(found[0].data, "$", self.statuses) if found else None


def refusal(code: str, message: str, now: datetime) -> PullStopped:
    if code == "ERROR_BLOCKED_TOKEN" or "limit exceeded" in message.lower():
        until = BLOCKED_UNTIL.search(message)
        blocked = datetime.fromisoformat(until[1]).replace(tzinfo=CLOCK) if until else now
        return SlowDown("BaseLinker was asked too often and makes us wait.", max(0.0, (blocked - now).total_seconds()))
    if "TOKEN" in code or "AUTH" in code or "PERMISSION" in code:
        return NeedsAPerson("BaseLinker refused our token. Check BASELINKER_TOKEN and what it may read.")
    return PullStopped(f"BaseLinker refused the question ({code[:60] or 'without a reason'}).")
