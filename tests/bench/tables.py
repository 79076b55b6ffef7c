"""CSV files of made-up orders, as large as one likes: the same number gives the same order."""

import csv
from pathlib import Path
from typing import TextIO

HEAD = [
    "order_id", "order_number", "placed_at", "updated_at", "status", "email", "language", "currency", "total",
    "shipping_total", "tax_total", "shipping_method", "payment_status", "payment_method", "billing_name",
    "billing_street", "billing_postcode", "billing_city", "billing_country", "shipping_name", "shipping_street",
    "shipping_postcode", "shipping_city", "shipping_country", "line_id", "sku", "name", "variant", "quantity",
    "unit_price", "line_total", "line_tax", "tax_rate",
]  # fmt: skip
THINGS = ("Kubek ceramiczny", "Herbata zielona", "Książka kucharska", "Świeca sojowa", "Notes w linie")
LINES = (1, 2, 3, 4, 2)  # 2.4 on the average


def write_table(path: Path, rows: int, *, first: int = 1) -> int:
    """Exactly `rows` lines of orders from number `first` on; the number of orders."""
    with path.open("w", newline="", encoding="utf-8") as file:
        return write_rows(file, rows, first)


def write_rows(file: TextIO, rows: int, first: int) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEAD)
    number, written = first, 0
    while written < rows:
        count = min(LINES[number % len(LINES)], rows - written)
        for line in range(1, count + 1):
            writer.writerow([*_order(number, count), *_line(number, line)])
        written += count
        number += 1
    return number - first


def _order(number: int, count: int) -> list[str]:
    day = f"2026-{number % 10 + 1:02}-{number % 28 + 1:02}T10:{number % 60:02}:00+01:00"
    address = [f"Anna Nowak {number % 5000}", f"ul. Łąkowa {number % 200}", f"31-{number % 1000:03}", "Kraków", "PL"]
    return [
        str(number), f"2026/{number}", day, day, "processing", f"person{number % 20000}@example.com", "pl", "PLN",
        f"{count * 49 + 12}.99", "12.99", f"{count * 9}.16", "InPost", "paid", "BLIK", *address, *address,
    ]  # fmt: skip


def _line(number: int, line: int) -> list[str]:
    thing = THINGS[(number + line) % len(THINGS)]
    return [str(line), f"SKU-{(number + line) % 900}", thing, "blue", "1", "49.00", "49.00", "9.16", "23"]
