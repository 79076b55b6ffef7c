"""FA(3): the Ministry's own examples, and files that mean harm."""

import time
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from orders.ksef.comparing import compare
from orders.ksef.document import Document
from orders.ksef.numbers import check_digits, clean_ksef_number, is_kod_2, kod_1, ksef_number_in
from orders.ksef.reading import read_document
from orders.ksef.refusing import KsefRefused, NotAKsefNumber, NotAnInvoice
from orders.ksef.words import mentions, rate_name, sum_name
from orders.ksef.xml import MAX_BYTES, SCHEMA, faults_of, read_tree
from tests.orders.ksef import EXAMPLES, NIP, example, fa3, ksef_number

SAMPLE = "5265877635-20250826-0100001AF629-AF"


def read(xml: bytes) -> Document:
    return read_document(read_tree(xml))


@pytest.mark.parametrize("number", range(1, 27))
def test_every_example_of_the_ministry_is_valid_and_read(number: int) -> None:
    root = read_tree(example(number))
    assert faults_of(root) == []
    document = read_document(root)
    assert document.number
    assert document.seller.nip == "9999999999"


def test_the_schema_stands_here_and_asks_nobody() -> None:
    for file in SCHEMA.parent.glob("*.xsd"):
        places = [each.get("schemaLocation") for each in etree.parse(file).iter("{*}import", "{*}include")]
        assert all((SCHEMA.parent / place).is_file() for place in places), file


def test_an_invoice_says_what_it_says() -> None:
    document = read(example(1))
    assert (document.kind, document.number, document.issued_date) == ("VAT", "FV2026/02/150", date(2026, 2, 15))
    assert (document.total, document.currency) == (Decimal(2051), "PLN")
    assert [(each.key, each.net, each.vat) for each in document.sums] == [
        ("1", Decimal("1666.66"), Decimal("383.33")),
        ("3", Decimal("0.95"), Decimal("0.05")),
    ]
    assert [sum_name(each, document) for each in document.sums] == ["23%", "5%"]
    assert document.payment.is_paid
    assert document.payment.method == "6"
    assert document.orders[0].number == "4354343"
    assert document.extras[0].key == "preferowane godziny dowozu"
    assert mentions(document) == ["Issued to a till receipt (FP)"]
    assert [name for name, _value in document.registers] == ["KRS", "REGON", "BDO"]


def test_vat_in_zloty_of_an_invoice_in_euro() -> None:
    document = read(example(21))
    assert (document.currency, document.sums[0].vat_pln) == ("EUR", Decimal("13768.14"))
    assert [line.exchange_rate for line in document.lines] == [Decimal("4.4080"), Decimal("4.5005"), Decimal("4.3250")]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (8, "Margin scheme: second-hand goods"),
        (9, "Exempt from tax under art. 43 ust. 1 pkt 37 ustawy VAT"),
        (19, "Margin scheme: travel agents"),
    ],
)
def test_what_the_law_wants_written_is_written(number: int, said: str) -> None:
    assert said in mentions(read(example(number)))


def test_rates_keep_the_letters_a_bookkeeper_looks_for() -> None:
    assert [rate_name(line) for line in read(example(9)).lines] == ["23%", "exempt (zw)"]
    assert rate_name(read(example(22)).lines[0]) == "Supply within the EU (WDT), 0%"


def test_a_simplified_invoice_names_both_rates_it_may_be() -> None:
    document = read(example(15))
    assert sum_name(document.sums[0], document) == "23% or 22%"


def test_a_consumer_has_no_number() -> None:
    assert read(fa3()).buyer.has_no_id


def test_a_correction_is_shown_before_and_after() -> None:
    document = read(example(2))
    assert document.correction
    assert document.correction.corrects[0].number == "FV2026/02/150"
    (change,) = compare(document.lines) or ()
    assert change.before
    assert change.after
    assert (change.before.net, change.after.net, change.difference("net")) == (
        Decimal("1626.01"),
        Decimal("1463.41"),
        Decimal("-162.60"),
    )
    assert change.changed == ("net_price", "net")


def test_a_correction_of_the_difference_alone_has_no_before() -> None:
    document = read(example(3))
    assert compare(document.lines) is None
    assert document.lines[0].net == Decimal("-162.60")


def test_lines_are_paired_by_their_number_and_one_that_came_has_no_before() -> None:
    before, after = read(example(18)).lines[:2]
    changes = compare((before, after, read(example(1)).lines[0])) or ()
    assert [(bool(each.before), bool(each.after)) for each in changes] == [(True, True), (False, True)]
    assert changes[0].changed == ("name",)


def test_what_was_not_corrected_says_so() -> None:
    changes = compare(read(example(18)).lines) or ()
    assert [change.is_the_same for change in changes] == [False, True]


def test_a_corrected_buyer_is_shown_as_before() -> None:
    document = read(example(5))
    assert document.correction
    assert document.correction.buyers_before[0].name == "CDE sp. j."
    assert document.buyer.name == "CeDeE s.c."


def test_advances_name_what_was_ordered_and_finals_what_was_paid_before() -> None:
    advance, final = read(example(10)), read(example(14))
    assert advance.order_value is not None
    assert advance.order_lines
    assert final.advances == ("9999999999-20230908-8BEF280C8D35-4D",)


def test_an_attachment_is_read_with_its_tables() -> None:
    (block,) = read(example(24)).attachment
    assert ("Kod PPE", "999999999999999999") in block.facts
    assert block.tables
    assert all(len(row) in (1, len(table.columns)) for table in block.tables for row in table.rows)
    assert block.tables[1].facts[0][0] == "Informacja o akcyzie"


def test_every_field_of_the_document_is_filled_by_some_example() -> None:
    documents = [read(example(number)) for number in range(1, 27)]
    empty = {each.name for each in fields(Document) if all(not getattr(found, each.name) for found in documents)}
    # No example has these; they are read by the same two lines as their neighbours.
    assert empty <= {"authorised", "exchange_rate", "advance_parts", "related_parties", "excise_refund", "contracts"}


def test_a_broken_file_names_the_line() -> None:
    faults = faults_of(read_tree(example(2).replace(b"<P_15>-200</P_15>", b"<P_15>dwiescie</P_15>")))
    assert faults == ["line 51: Element 'P_15': 'dwiescie' is not a valid value of the atomic type 'TKwotowy'."]


BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, (b"&a%d;" % (i - 1) if i else b"&a;") * 10) for i in range(12))
    + b"]>"
)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"not xml", "well-formed"),
        (b"\x00" * 100, "well-formed"),
        (b"<a/>", "another root"),
        (example(1).replace(b"2025/06/25/13775", b"2023/06/29/12648"), "older schema"),
        (example(1)[:900], "well-formed"),
        (example(1).replace(b"?>", b"?>" + BOMB, 1), "DOCTYPE"),
        (example(1).replace(b"?>", b'?><!DOCTYPE a SYSTEM "file:///etc/passwd">', 1), "DOCTYPE"),
        (example(1).replace(b"?>", b'?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">', 1), "DOCTYPE"),
        (b'<?xml version="1.0"?>' + b" " * 5000 + BOMB + b"<a/>", "DOCTYPE"),
        (example(1).decode().encode("utf-16"), "UTF-8"),
        (example(1).decode().replace("UTF-8", "windows-1250", 1).encode("cp1250"), "UTF-8"),
        (example(1).replace(b"UTF-8", b"no-such-code", 1), "well-formed"),
        (b"<a>" * 200 + b"</a>" * 200, "nested too deeply"),
        (b"<a>" * 100_000, "well-formed"),
        (b"x" * (MAX_BYTES + 1), "3 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_invoice_is_refused_in_a_sentence(xml: bytes, said: str) -> None:
    began = time.monotonic()
    with pytest.raises(NotAnInvoice) as refused:
        read_tree(xml)
    assert said in str(refused.value.message)
    assert time.monotonic() - began < 2


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + example(1)).number == "FV2026/02/150"


def test_all_refusals_are_of_one_family() -> None:
    assert issubclass(NotAnInvoice, KsefRefused)
    assert issubclass(NotAKsefNumber, KsefRefused)


def test_the_ministrys_sample_number_holds() -> None:
    assert check_digits(SAMPLE[:32]) == "AF"
    assert clean_ksef_number(f" {SAMPLE.lower()} ", NIP) == SAMPLE
    assert clean_ksef_number("5265877635-20250826-010000-1AF629-AF", NIP) == SAMPLE


@pytest.mark.parametrize(
    ("number", "nip", "said"),
    [
        (SAMPLE[:-1] + "E", NIP, "typing mistake"),
        (SAMPLE.replace("0826", "0827"), NIP, "typing mistake"),
        (SAMPLE, "9999999999", "another seller"),
        (SAMPLE[:-3], NIP, "not a KSeF number"),
        ("٥265877635-20250826-0100001AF629-AF", NIP, "not a KSeF number"),
        ("", NIP, "not a KSeF number"),
    ],
)
def test_a_wrong_number_is_told_why(number: str, nip: str, said: str) -> None:
    with pytest.raises(NotAKsefNumber) as refused:
        clean_ksef_number(number, nip)
    assert said in str(refused.value.message)


def test_a_number_is_found_in_a_files_name() -> None:
    assert ksef_number_in(f"faktura_{SAMPLE}.xml") == SAMPLE
    assert ksef_number_in("faktura.xml") == ""


def test_kod_1_is_the_ministrys_address() -> None:
    """base64url(sha256(b"")) is known by heart: 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU."""
    assert kod_1("1111111111", date(2026, 2, 1), b"") == (
        "https://qr.ksef.mf.gov.pl/invoice/1111111111/01-02-2026/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    )


def test_kod_2_is_of_this_file_and_this_seller() -> None:
    digest = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    link = f"https://qr.ksef.mf.gov.pl/certificate/Nip/{NIP}/{NIP}/01F20A5D352AE590/{digest}/{'Ab-_' * 22}"
    assert is_kod_2(link, NIP, b"")
    assert not is_kod_2(link, "1111111111", b"")
    assert not is_kod_2(link, NIP, b"another file")
    assert not is_kod_2(link.replace("qr.ksef.mf.gov.pl", "evil.example"), NIP, b"")
    assert not is_kod_2(f"{link}\n", NIP, b"")


def test_our_own_samples_are_valid() -> None:
    assert faults_of(read_tree(fa3())) == []
    assert faults_of(read_tree(fa3(corrects="FV/1", corrects_ksef=ksef_number()))) == []
    assert len(list(EXAMPLES.glob("*.xml"))) == 26
