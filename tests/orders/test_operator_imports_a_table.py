"""Orders as CSV: what a spreadsheet makes of letters, separators, money and dates is read or named, never guessed."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from orders.ingest.table import cells, sheet
from orders.ingest.table.columns import ALL
from orders.ingest.table.template import as_markdown, template
from orders.models import Order, OrderLine, Shipment
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db
ROW = {
    "order_id": "1",
    "placed_at": "2026-11-02T10:15:00+01:00",
    "currency": "PLN",
    "total": "141.99",
    "email": "anna@example.com",
    "name": "Kubek",
    "quantity": "2",
}


def table(*rows: dict[str, str], separator: str = ",") -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """take(text, *options): (what was said, what was complained about)."""

    def run(content: str | bytes, *options: str) -> tuple[str, str]:
        file = tmp_path / "orders.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            call_command("import_orders", *options, str(file))
        except CommandError:
            assert not Order.objects.exists()
        captured = capsys.readouterr()
        return captured.out.removeprefix(f"{file}: "), captured.err.replace(f"{file}, ", "").replace(f"{file}: ", "")

    return run


def test_rows_of_one_order_become_one_order_with_their_money_as_written(take: Any) -> None:
    mug = {**ROW, "line_id": "a", "line_total": "98.00", "unit_price": "49.0000", "tax_rate": "23"}
    tea = {"order_id": "1", "line_id": "b", "name": "Herbata", "quantity": "1", "line_total": "31.00"}
    assert take(table(mug, tea, {**ROW, "order_id": "2"})) == ("2 new.\n", "")
    order = Order.objects.get(external_id="1")
    assert (order.source, order.number, order.total, order.currency) == ("csv", "1", Decimal("141.99"), "PLN")
    assert order.placed_at == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
    assert [(line.external_id, line.name, line.quantity, line.total) for line in order.lines.all()] == [
        ("a", "Kubek", 2, Decimal("98")),
        ("b", "Herbata", 1, Decimal("31")),
    ]
    assert order.payload["order"]["total"] == "141.99"
    assert order.payload["lines"][0]["unit_price"] == "49.0000"


def test_rows_of_an_order_may_stand_apart(take: Any) -> None:
    rows = [{**ROW, "order_id": key, "line_id": line} for key, line in ("1a", "2a", "1b", "3a", "2b", "1c")]
    assert take(table(*rows))[0] == "3 new.\n"
    assert dict(OrderLine.objects.values_list("order__external_id", "external_id").order_by("-pk")) == {
        "1": "a",
        "2": "a",
        "3": "a",
    }
    assert OrderLine.objects.filter(order__external_id="1").count() == 3


def test_the_same_table_again_changes_nothing_and_an_older_one_neither(take: Any) -> None:
    new = {**ROW, "updated_at": "2026-11-03T00:00:00Z"}
    take(table(new))
    assert take(table(new))[0] == "nothing to change, all 1 orders are already here.\n"
    assert take(table({**ROW, "total": "1.00"}))[0] == "1 older than what we have.\n"
    assert take(table({**new, "total": "150.00", "updated_at": "2026-11-04"}))[0] == "1 changed.\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_separators_and_letters_of_spreadsheets_are_found_out(separator: str, encoding: str, take: Any) -> None:
    row = {**ROW, "name": "Żółta łyżka, mała; nowa", "total": "141,99"}
    take(table(row, separator=separator).encode(encoding))
    assert OrderLine.objects.get().name == row["name"]
    assert Order.objects.get().total == Decimal("141.99")


def test_western_letters_are_read_and_the_guess_is_told(take: Any) -> None:
    _said, warned = take(table({**ROW, "name": "Grüne Schüssel – 20 €"}, separator=";").encode("cp1252"))
    assert OrderLine.objects.get().name == "Grüne Schüssel – 20 €"
    assert "The letters were read as cp1252" in warned


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("0,125", "0.125"),
        ("-12,50", "-12.5"),
        ("1234", "1234"),
    ],
)
def test_amounts_are_read_as_people_of_many_countries_write_them(written: str, read: str, take: Any) -> None:
    take(table({**ROW, "total": written}, separator=";"))
    assert Order.objects.get().total == Decimal(read)


@pytest.mark.parametrize("written", ["1,234", "1.234"])
def test_an_amount_that_can_be_read_in_two_ways_is_asked_about(written: str, take: Any) -> None:
    assert f"line 2, column total: '{written}' can be read in two ways" in take(table({**ROW, "total": written}))[1]
    take(table({**ROW, "total": written}), "--decimal", ".")
    assert Order.objects.get().total == Decimal("1234" if "," in written else "1.234")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-02", datetime(2026, 11, 1, 23, 0, tzinfo=UTC)),
        ("2026-07-02 10:15", datetime(2026, 7, 2, 8, 15, tzinfo=UTC)),
        ("2.11.2026 10:15", datetime(2026, 11, 2, 9, 15, tzinfo=UTC)),
        ("2026-11-02T10:15:00Z", datetime(2026, 11, 2, 10, 15, tzinfo=UTC)),
    ],
)
def test_times_without_a_zone_are_the_shops(written: str, read: datetime, take: Any) -> None:
    take(table({**ROW, "placed_at": written}))
    assert Order.objects.get().placed_at == read


def test_every_mistake_is_named_with_line_and_column_and_nothing_is_taken_in(take: Any) -> None:
    rows = [
        {**ROW, "placed_at": "11/02/2026", "status": "processing"},
        {**ROW, "order_id": "2", "quantity": "two"},
        {**ROW, "order_id": "3", "name": "", "email": "anna at home"},
        {**ROW, "order_id": "4", "currency": "zł", "total": "=1+1", "status": "gone"},
        {**ROW, "order_id": "5", "total": "5"},
        {**ROW, "order_id": "5", "total": "6"},
        {**ROW, "order_id": ""},
    ]
    said, complaints = take(table(*rows))
    assert said == ""
    found = [line.split(":")[0] for line in complaints.splitlines()]
    assert sorted(found[:-1]) == sorted(
        [
            "line 2, column placed_at",
            "line 3, column quantity",
            "line 4, column name",
            "line 4, column email",
            "line 5, column currency",
            "line 5, column total",
            "line 5, column status",
            "line 7, column total",
            "line 8, column order_id",
        ]
    )
    assert "'6' is not '5' in line 6, which is the same order." in complaints
    assert found[-1] == "Nothing of this file was imported."


def test_after_fifty_mistakes_reading_stops(take: Any) -> None:
    complaints = take(table(*({**ROW, "order_id": str(key), "quantity": "?"} for key in range(90))))[1]
    assert complaints.count("column quantity") == 50
    assert "reading stopped after 50 mistakes" in complaints


def test_a_line_with_a_text_over_several_lines_is_counted_as_it_stands_in_the_file(take: Any) -> None:
    rows = [{**ROW, "customer_note": "one\ntwo\nthree"}, {**ROW, "order_id": "2", "total": "?"}]
    assert "line 5, column total" in take(table(*rows))[1]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "line 1: The file is empty"),
        ("\ufeff\n", "line 1: The file is empty"),
        ("order_id,total\n1,2\n", "line 1: These columns are missing: placed_at, currency, name, quantity."),
        ("order_id,Order ID,total\n", "line 1, column order_id: This column is there twice."),
        (f"{table(ROW)}1,2,3\n", "line 3: There are 3 cells where the headings have 7."),
        (f'{table(ROW)}2,"never closed\n', "line 3: A quotation mark that opens here is never closed."),
        (f'{table(ROW)}2,"in" side,PLN\n', "line 3: A quotation mark inside a cell must be doubled"),
        (f"{table(ROW)}2\0,a,b,c,d,e,f\n", "line 3, column order_id: The cell holds a NUL character."),
        (f"{','.join(f'c{n}' for n in range(300))}\n", "line 1: There are 300 columns; 200 are allowed."),
        (table({**ROW, "customer_note": "x" * 5001}), "line 2, column customer_note: The cell is longer than 5000"),
        (table({**ROW, "customer_note": "x" * 10001}), "column customer_note: The cell holds more than 10,000"),
        (f"{table(ROW)}{'x' * 200_001}", "line 3: The line is longer than 200,000 characters."),
        (table({**ROW, "tracking_number": "", "carrier": "inpost"}), "line 2, column tracking_number: A parcel needs"),
        (table({**ROW, "line_id": "a"}, {**ROW, "line_id": "a"}), "'a' is the id of line 2 of the file too."),
    ],
)
def test_a_broken_table_is_refused_with_the_place(content: str, complaint: str, take: Any) -> None:
    assert complaint in take(content)[1]


def test_too_many_rows_are_refused(take: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 2)
    rows = [{**ROW, "order_id": str(key)} for key in range(3)]
    assert "line 4: The file has more than 2 rows; split it." in take(table(*rows))[1]


@pytest.mark.parametrize(
    ("cell", "text"), [("=1+1", "=1+1"), ('="007"', "007"), ("'+48 600", "+48 600"), ("@SUM(A1)", "@SUM(A1)")]
)
def test_formulas_are_text(cell: str, text: str, take: Any) -> None:
    take(table({**ROW, "name": cell}))
    assert OrderLine.objects.get().name == text


def test_unknown_columns_are_named_and_kept(take: Any) -> None:
    said, warned = take(table({**ROW, "Colour of the box": "blue"}))
    assert said == "1 new.\n"
    assert "Not a column of ours, kept with the order and shown nowhere: Colour of the box." in warned
    assert Order.objects.get().payload["lines"][0]["colour_of_the_box"] == "blue"


def test_parcels_hold_the_lines_that_name_them(take: Any) -> None:
    news = {"tracking_number": "1Z9", "carrier": "ups", "parcel_status": "delivered", "parcel_status_at": "2026-11-05"}
    take(
        table(
            {**ROW, "line_id": "a", **news}, {**ROW, "line_id": "b", "tracking_number": "1Z9"}, {**ROW, "line_id": "c"}
        )
    )
    parcel = Shipment.objects.get()
    assert (parcel.carrier, parcel.tracking_number, parcel.status) == ("ups", "1Z9", "delivered")
    assert list(parcel.lines.values_list("order_line__external_id", flat=True)) == ["a", "b"]


def test_the_shop_can_be_named(take: Any) -> None:
    take(table(ROW), "--source", "woocommerce")
    assert Order.objects.get().source == "woocommerce"


def test_the_template_is_a_table_that_is_taken_in(take: Any) -> None:
    assert take(template())[0] == "1 new.\n"


def test_the_template_is_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_orders", "--template")
    assert capsys.readouterr().out == template()


def test_the_papers_name_every_column() -> None:
    assert as_markdown() in (ROOT / "orders" / "ingest" / "README.md").read_text()
    assert len({column.name for column in ALL}) == len(ALL)


@pytest.mark.parametrize("value", ["", "x" * 39, "x" * 500])
def test_what_is_shown_of_a_cell_is_short(value: str) -> None:
    assert len(cells.shown(value)) <= 42
