"""Stand-ins of shops: small servers on this machine that speak what WooCommerce and BaseLinker document."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

WOOCOMMERCE_ORDER = json.loads((Path(__file__).parent / "data" / "woocommerce_order.json").read_text())
KEY, SECRET, TOKEN = "ck_right", "cs_right", "1-2-RIGHT"


@dataclass
class Reply:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]


class StandIn:
    """`troubles` are answered first, one a question; then the shop itself answers."""

    url = ""

    def __init__(self) -> None:
        self.troubles: list[Reply] = []
        self.asked: list[Asked] = []

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.troubles.pop(0) if self.troubles else self.answer(asked)

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError


class Handler(BaseHTTPRequestHandler):
    shop: StandIn
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", 0))
        asked = Asked(
            self.command,
            parts.path,
            {name: values[0] for name, values in parse_qs(parts.query).items()},
            {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()},
            dict(self.headers),
        )
        reply = self.shop.reply(asked)
        if reply.delay:
            time.sleep(reply.delay)
        content = reply.content()
        try:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(content)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    do_POST = do_GET  # noqa: N815 - the library's own name

    def log_message(self, *args: Any) -> None:
        """Tests say nothing."""


@contextmanager
def open_shop(shop: StandIn) -> Iterator[StandIn]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Of", (Handler,), {"shop": shop}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    shop.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class WooShop(StandIn):
    """modified_after without its own second, oldest change first, pages; as WordPress' date query does it."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[int, dict[str, Any]] = {}

    def sell(self, number: int, changed: datetime, **fields: Any) -> None:
        order = deepcopy(WOOCOMMERCE_ORDER)
        stamp = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        order.update(id=number, number=str(number), date_modified_gmt=stamp, date_created_gmt=stamp, **fields)
        self.orders[number] = order

    def answer(self, asked: Asked) -> Reply:
        expected = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {expected}":
            return Reply(401, {"code": "woocommerce_rest_cannot_view", "data": {"status": 401}})
        if asked.path != "/wp-json/wc/v3/orders":
            found = self.orders.get(int(asked.path.rpartition("/")[2]))
            return Reply(200, found) if found else Reply(404, {"code": "woocommerce_rest_shop_order_invalid_id"})
        assert asked.query["dates_are_gmt"] == "true"
        assert (asked.query["orderby"], asked.query["order"]) == ("modified", "asc")
        newer = [each for each in self.orders.values() if each["date_modified_gmt"] > asked.query["modified_after"]]
        newer.sort(key=lambda each: (each["date_modified_gmt"], each["id"]))
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        total = {"X-WP-Total": str(len(newer)), "X-WP-TotalPages": str(-(-len(newer) // size))}
        return Reply(200, newer[(page - 1) * size : page * size], total)


BASELINKER_ORDER: dict[str, Any] = {
    "order_id": 1630473,
    "shop_order_id": 2824,
    "external_order_id": "534534234",
    "order_source": "shop",
    "order_status_id": 6624,
    "confirmed": True,
    "user_login": "anna",
    "phone": "693123123",
    "email": "anna@example.com",
    "user_comments": "Please ring twice",
    "admin_comments": "",
    "currency": "PLN",
    "payment_method": "BLIK",
    "payment_method_cod": "0",
    "payment_done": 127.97,
    "delivery_method": "InPost Paczkomaty",
    "delivery_price": 12.99,
    "delivery_package_module": "inpost",
    "delivery_package_nr": "620000000000000000000001",
    "delivery_fullname": "Anna Nowak",
    "delivery_company": "",
    "delivery_address": "ul. Łąkowa 5",
    "delivery_city": "Kraków",
    "delivery_postcode": "31-443",
    "delivery_country": "Polska",
    "delivery_point_id": "KRA01M",
    "delivery_point_name": "Paczkomat KRA01M",
    "delivery_point_address": "ul. Długa 1",
    "delivery_point_postcode": "31-147",
    "delivery_point_city": "Kraków",
    "invoice_fullname": "Anna Nowak",
    "invoice_company": "Nowak sp. z o.o.",
    "invoice_nip": "5260250274",
    "invoice_address": "ul. Łąkowa 5",
    "invoice_city": "Kraków",
    "invoice_postcode": "31-443",
    "invoice_country": "Poland",
    "want_invoice": "1",
    "products": [
        {
            "storage": "db",
            "order_product_id": 154904741,
            "product_id": "5434",
            "name": "Kubek ceramiczny",
            "attributes": "Kolor: zielony",
            "sku": "MUG-01",
            "price_brutto": 49.99,
            "tax_rate": 23,
            "quantity": 2,
        },
        {
            "order_product_id": 154904742,
            "product_id": "5435",
            "name": "Książka",
            "sku": "",
            "price_brutto": 15,
            "tax_rate": -1,
            "quantity": "1",
        },
    ],
}


class BaseLinkerShop(StandIn):
    """connector.php: a hundred orders at a time from a second on (its own included), a journal, single orders."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[int, dict[str, Any]] = {}
        self.logs: list[dict[str, int]] = []
        self.page = 100

    def sell(self, number: int, confirmed: datetime, **fields: Any) -> None:
        seconds = int(confirmed.timestamp())
        times = {"date_add": seconds - 60, "date_confirmed": str(seconds), "date_in_status": seconds}
        self.orders[number] = {**deepcopy(BASELINKER_ORDER), **times, "order_id": number, "shop_order_id": 0, **fields}

    def note(self, number: int, kind: int = 18) -> None:
        self.logs.append({"log_id": 456000 + len(self.logs), "order_id": number, "log_type": kind, "object_id": 0})

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("X-BLToken") != TOKEN:
            return Reply(200, {"status": "ERROR", "error_code": "ERROR_BAD_TOKEN", "error_message": "Invalid token"})
        what: dict[str, Any] = json.loads(asked.form["parameters"])
        methods: dict[str, Callable[..., dict[str, Any]]] = {
            "getOrders": self.get_orders,
            "getJournalList": self.get_journal,
            "getOrderStatusList": lambda: {"statuses": [{"id": 6624, "name": "Wysłane", "name_for_customer": ""}]},
        }
        return Reply(200, {"status": "SUCCESS", **methods[asked.form["method"]](**what)})

    def get_orders(
        self, order_id: int = 0, date_confirmed_from: int = 0, get_unconfirmed_orders: bool = False
    ) -> dict[str, Any]:
        if order_id:
            return {"orders": [self.orders[order_id]] if order_id in self.orders else []}
        found = [each for each in self.orders.values() if int(each["date_confirmed"]) >= date_confirmed_from]
        found.sort(key=lambda each: (int(each["date_confirmed"]), each["order_id"]))
        return {"orders": found[: self.page]}

    def get_journal(self, last_log_id: int, logs_types: list[int]) -> dict[str, Any]:
        return {"logs": [each for each in self.logs if each["log_id"] > last_log_id][: self.page]}


def ago(**much: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**much)
