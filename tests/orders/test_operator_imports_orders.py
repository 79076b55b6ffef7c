import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from orders.actions import saving_many
from orders.ingest import documents
from orders.models import Order
from orders.signals import order_imported
from tests.orders.test_woocommerce_order_is_read import RAW

pytestmark = pytest.mark.django_db
SHOPIFY = Path(__file__).parent / "data" / "shopify_order.json"


def many(count: int) -> list[dict[str, Any]]:
    orders = []
    for number in range(count):
        order = deepcopy(json.loads(RAW))
        order.update(id=1000 + number, number=str(1000 + number))
        orders.append(order)
    return orders


def run(capsys: pytest.CaptureFixture[str], *files: Path, source: str = "woocommerce") -> str:
    call_command("import_orders", "--source", source, *map(str, files))
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "write",
    [
        lambda orders: json.dumps(orders),
        lambda orders: json.dumps({"orders": orders}, indent=2),
        lambda orders: "\n".join(json.dumps(order) for order in orders),
        lambda orders: "\n\n".join(json.dumps({"order": order}) for order in orders) + "\n",
    ],
    ids=["list", "orders", "lines", "wrapped lines"],
)
def test_every_shape_of_file_is_taken_in_and_a_second_run_says_there_is_nothing_to_do(
    write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "orders.json"
    file.write_text(write(many(3)))
    assert run(capsys, file) == f"{file}: 3 new.\n"
    assert run(capsys, file) == f"{file}: nothing to change, all 3 orders are already here.\n"
    assert Order.objects.count() == 3


def test_one_order_alone_or_wrapped_is_taken_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "order.json"
    file.write_bytes(RAW)
    assert "1 new." in run(capsys, file)
    assert "1 new." in run(capsys, SHOPIFY, source="shopify")


def test_changed_and_older_orders_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "orders.json"
    orders = many(3)
    file.write_text(json.dumps(orders))
    run(capsys, file)
    orders[0].update(date_modified_gmt="2018-01-01T00:00:00", total="1.00")
    orders[1].update(date_modified_gmt="2016-01-01T00:00:00", date_created_gmt="2016-01-01T00:00:00", total="1.00")
    file.write_text(json.dumps(orders))
    assert run(capsys, file) == f"{file}: 1 changed, 1 unchanged, 1 older than what we have.\n"
    assert [str(order.total) for order in Order.objects.order_by("number")] == ["1.0000", "29.3500", "29.3500"]


@pytest.mark.parametrize("as_lines", [True, False])
def test_a_broken_file_changes_nothing_and_names_the_place(
    as_lines: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = many(3)
    orders[2]["line_items"][1]["total"] = "plenty"
    broken, good = tmp_path / "broken.json", tmp_path / "good.json"
    broken.write_text("\n".join(map(json.dumps, orders)) if as_lines else json.dumps({"orders": orders}))
    good.write_text(json.dumps(many(1)))
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("import_orders", "--source", "woocommerce", str(broken), str(good))
    place = "line 3, $.line_items[1].total" if as_lines else "line 1, $.orders[2].line_items[1].total"
    said = capsys.readouterr().err
    assert f"{broken}, {place}: 'plenty' is not an amount.\nNothing of this file was imported." in said
    assert Order.objects.count() == 1


@pytest.mark.parametrize("content", ["", "no json", '{"order": [}', "null", "[1]", '"text"'])
def test_a_file_that_is_no_order_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    file.write_text(content)
    with pytest.raises(CommandError):
        call_command("import_orders", "--source", "shopify", str(file))


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("import_orders", "--source", "shopify", str(tmp_path / "gone.json"))
    assert "gone.json: No such file or directory." in capsys.readouterr().err


def test_every_mistake_is_named_with_the_line_its_order_begins_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = many(4)
    orders[1]["total"], orders[3]["currency"] = "much", ""
    file = tmp_path / "orders.json"
    file.write_text("[\n" + ",\n".join(json.dumps(order) for order in orders) + "\n]")
    with pytest.raises(CommandError):
        call_command("import_orders", "--source", "woocommerce", str(file))
    said = capsys.readouterr().err
    assert "line 3, $[1].total: 'much' is not an amount." in said
    assert "line 5, $[3].currency: This field is required and is empty." in said


def test_a_list_longer_than_what_is_read_at_once_is_taken_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "BLOCK", 100)
    file = tmp_path / "orders.json"
    file.write_text(json.dumps({"orders": many(5), "next": None}, indent=1, ensure_ascii=False))
    assert run(capsys, file) == f"{file}: 5 new.\n"


def test_a_rehearsal_says_what_would_change_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(many(2)))
    call_command("import_orders", "--source", "woocommerce", "--dry-run", str(file))
    assert capsys.readouterr().out == f"{file}: would be 2 new.\n"
    assert not Order.objects.exists()


def test_a_few_orders_are_announced_and_years_of_them_are_left_to_tick(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[str] = []

    def listen(order: Order, **kwargs: Any) -> None:
        heard.append(order.external_id)

    order_imported.connect(listen)
    monkeypatch.setattr(saving_many, "MOST_ANNOUNCED", 2)
    file = tmp_path / "orders.json"
    try:
        for orders in (many(2), many(5)[2:]):
            file.write_text(json.dumps(orders))
            with django_capture_on_commit_callbacks(execute=True):
                run(capsys, file)
    finally:
        order_imported.disconnect(listen)
    assert heard == ["1000", "1001"]
