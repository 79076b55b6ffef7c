"""import_ksef: files, folders and receipts."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from orders.ksef.receipts import numbers_in_receipt
from orders.models import Invoice, SellerSettings
from tests.orders.ksef import NIP, fa3, ksef_number
from tests.orders.makers import make_order

UPO = "http://upo.schematy.mf.gov.pl/KSeF/v4-3"


def receipt(*files: tuple[bytes, str]) -> bytes:
    rows = "".join(
        f"<Dokument><NipSprzedawcy>{NIP}</NipSprzedawcy><NumerKSeFDokumentu>{number}</NumerKSeFDokumentu>"
        f"<SkrotDokumentu>{base64.b64encode(hashlib.sha256(xml).digest()).decode()}</SkrotDokumentu></Dokument>"
        for xml, number in files
    )
    return f'<Potwierdzenie xmlns="{UPO}">{rows}</Potwierdzenie>'.encode()


@pytest.fixture
def shop(db: None) -> None:
    seller = SellerSettings.load()
    seller.vat_number = NIP
    seller.save()
    make_order()


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> str:
    call_command("import_ksef", *map(str, arguments))
    return capsys.readouterr().out


def test_a_receipt_gives_numbers_to_a_folder(shop: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    correction = fa3("FK/1", order="", total="-49.00", corrects="FV/2026/11/0042", corrects_ksef=ksef_number())
    (tmp_path / "a-correction.xml").write_bytes(correction)
    (tmp_path / "b-invoice.XML").write_bytes(fa3())
    (tmp_path / "c-upo.xml").write_bytes(receipt((fa3(), ksef_number()), (correction, ksef_number("0100001AF62A"))))
    (tmp_path / "readme.txt").write_text("not looked at")
    assert run(capsys, tmp_path) == "2 new.\n"
    assert run(capsys, tmp_path) == "2 here already.\n"
    assert Invoice.objects.get(number="FK/1").corrects == Invoice.objects.get(ksef_number=ksef_number())


def test_a_number_comes_from_the_files_name_or_by_hand(
    shop: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "offline.xml"
    file.write_bytes(fa3())
    assert run(capsys, file) == "1 new.\n"
    named = file.rename(tmp_path / f"{ksef_number()}.xml")
    assert run(capsys, named) == "1 given their KSeF number.\n"
    assert run(capsys, named, "--number", ksef_number()) == "1 here already.\n"


def test_what_is_refused_is_named_and_the_rest_is_taken(
    shop: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.xml").write_bytes(fa3())
    (tmp_path / "half.xml").write_bytes(fa3()[:700])
    (tmp_path / "lost.xml").write_bytes(fa3("FV/2", order="4040"))
    with pytest.raises(CommandError, match="2 of 3"):
        run(capsys, tmp_path)
    said = capsys.readouterr()
    assert said.out == "1 new.\n"
    assert "half.xml:8: The file is not well-formed XML." in said.err
    assert "lost.xml: There is no order with the number 4040." in said.err
    assert Invoice.objects.count() == 1


def test_what_is_held_is_named_with_the_reason(shop: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "strange.xml"
    file.write_bytes(fa3(nip="1111111111"))
    call_command("import_ksef", str(file))
    said = capsys.readouterr()
    assert said.out.startswith("1 held")
    assert "Seller: The seller's NIP on the invoice is 1111111111" in said.err


def test_the_order_may_be_named(shop: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "no-order.xml"
    file.write_bytes(fa3(order=""))
    assert run(capsys, file, "--order", "1001") == "1 new.\n"
    with pytest.raises(CommandError, match="No order has the number 7"):
        run(capsys, file, "--order", "7")


@pytest.mark.parametrize(
    "arguments", [["nowhere.xml"], ["."], [".", "--number", "x"]], ids=["file", "empty", "number"]
)
def test_what_cannot_be_done_is_said(
    shop: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError):
        run(capsys, *arguments)


def test_receipts_are_read_with_care() -> None:
    assert numbers_in_receipt(b"<!DOCTYPE a []><a>NumerKSeFDokumentu</a>") == {}
    assert numbers_in_receipt(b"<a>NumerKSeFDokumentu") == {}
    broken = receipt((b"x", "y")).replace(b"<SkrotDokumentu>", b"<SkrotDokumentu>!")
    assert numbers_in_receipt(broken) == {}
