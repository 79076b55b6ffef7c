"""Every column of an order table, every field of an imported article, every header and part of a mail, filled with
strings that break programs: taken and kept letter by letter, or refused with a word about the place. NAUGHTY=whole
sends all of them, else each place gets some, chosen by its name.
"""

import csv
import io
import json
import os
from collections.abc import Iterable
from datetime import UTC
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.utils import timezone

from kb.importing.lines import BadFile as BadArticles
from kb.importing.pages import import_articles
from kb.importing.rows import LONGEST
from kb.models import ArticlePage
from orders.ingest.files import Reading, check_file
from orders.ingest.problems import BadFile
from orders.ingest.table.columns import ALL
from orders.ingest.table.sheet import plain
from orders.models import Order
from portal.accounts.models import User
from portal.mail_in.addresses import reply_address
from portal.mail_in.models import IncomingMail
from returns.models import Case
from tests.house.naughty.browser import Browser
from tests.house.naughty.judging import strange_markup
from tests.house.naughty.sending import sendable
from tests.house.naughty.strings import RICH, everything, some_for
from tests.portal.channels.conftest import answers_come_by_mail
from tests.portal.channels.mails import a_mail, take
from tests.returns.makers import make_question

__all__ = ["answers_come_by_mail"]
pytestmark = pytest.mark.django_db
WHOLE = os.environ.get("NAUGHTY") == "whole"
ROW = {
    "order_id": "1", "placed_at": "2026-11-02T10:15:00+01:00", "currency": "PLN", "total": "141.99",
    "email": "anna@example.com", "name": "Kubek", "quantity": "2",
}  # fmt: skip
# What stands in a table as text and comes back as text; the others hold amounts, days, words of ours.
PROSE = (
    "order_number", "status_text", "shipping_method", "customer_note", "payment_method", "sku", "name", "variant",
    "shipping_name", "shipping_company", "shipping_street", "shipping_street2", "shipping_city", "shipping_state",
    "billing_name", "billing_company", "billing_street", "billing_city", "guarantor",
)  # fmt: skip


def strings(name: str, most: int) -> list[str]:
    return [text for _kind, text in (everything() if WHOLE else some_for(name, most))]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def sheet(rows: Iterable[dict[str, str]]) -> bytes:
    names = list(dict.fromkeys([*ROW, *(name for row in rows for name in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def refused(table: Path, row: dict[str, str]) -> str:
    """What is said about it; empty when it is taken."""
    table.write_bytes(sheet([row]))
    try:
        check_file(table, Reading("shop", UTC), lambda share, count: None).close()
    except BadFile as error:
        return str(error)
    return ""


def test_every_column_of_an_order_table_takes_anything(table: Path, anna: User) -> None:
    taken, named, whole = list[dict[str, str]](), 0, list[tuple[str, str]]()
    for column in ALL:
        for text in (RICH[: column.limit], *strings(f"csv {column.name}", 6)):
            row = ROW | {"order_id": str(len(taken) + 1)} | {column.name: text}
            said = refused(table, row)
            named += "line 2" in said
            assert not said or "line" in said or "letters" in said, (column.name, text)
            # Half a pair in a file of many would make all of it a file of another encoding.
            if not said and column.name != "order_id" and text.isascii() | ("\ufffd" not in sendable(text)):
                taken.append(row)
                whole.append((column.name, text))
    assert named > 100, "most of it is no amount, no day, no word of ours"
    table.write_bytes(sheet(taken))
    call_command("import_orders", str(table), "--source", "shop")
    kept = {each.external_id: each for each in Order.objects.filter(source="shop").prefetch_related("lines")}
    assert len(kept) == len(taken)
    lost = [
        (name, text)
        for row, (name, text) in zip(taken, whole, strict=True)
        if name in PROSE and plain(text) and squeezed(plain(text)) not in squeezed(told_of(kept[row["order_id"]]))
    ]
    assert lost == []
    assert {name for name, text in whole if RICH.startswith(text)} >= set(PROSE)


def told_of(order: Order) -> str:
    """All that stands in an order and its lines, as words."""
    rows = [model_to_dict(order), *(model_to_dict(line) for line in order.lines.all())]
    words: list[str] = []

    def look(value: Any) -> None:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(inner)
        if isinstance(value, str):
            words.append(value)

    look(rows)
    return "\n".join(words)


def test_headings_and_bytes_of_a_table_may_be_anything(table: Path) -> None:
    bodies = [f"order_id,{text}\n1,2\n".encode("utf-8", "surrogatepass") for text in strings("csv headings", 40)]
    bodies += [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"\xff\xfe\x00",
        b"\xfe\xff\x00a",
        b'"',
        b'"' * 999,
        b"," * 100_000,
        b"\r" * 99,
    ]
    bodies += [sheet([ROW])[:cut] for cut in range(0, 60, 7)] + [sheet([ROW]).replace(b"Kubek", b"\xc5\x00\xff")]
    for body in bodies:
        table.write_bytes(body)
        with pytest.raises(BadFile, match=r"\w{4}"):
            check_file(table, Reading("shop", UTC), lambda share, count: None)


def test_markup_in_a_table_is_text_on_the_page(table: Path, anna: User) -> None:
    markup = "\"'><xss-zq onxss-zq=1>"
    row = ROW | dict.fromkeys(PROSE, markup) | {"order_number": markup[:60]}
    table.write_bytes(sheet([row]))
    call_command("import_orders", str(table), "--source", "shop")
    order = Order.objects.get(source="shop")
    Order.objects.filter(pk=order.pk).update(customer=anna)
    browser, admin = Browser(anna), Browser(User.objects.create_superuser("root@example.com", "p" * 20, name="Root"))
    for who, address in (
        (browser, f"/orders/{order.slug}/"),
        (browser, "/orders/"),
        (browser, "/"),
        (admin, "/admin/shop_orders/"),
    ):
        page = who.get(address)
        assert page.status_code == 200, address
        assert b"xss-zq" in page.content, address
        assert strange_markup(page.content, set()) == [], address


# One article a line, each with one field that is strange.
GOOD = {
    "id": "a", "language": "en", "topic": "Delivery", "title": "Where is it?", "summary": "Short.", "body": "Words.",
}  # fmt: skip
FIELDS = (*LONGEST, "language", "body", "format", "audience", "review_date", "topic_path")


def test_every_field_of_an_imported_article_takes_anything(tmp_path: Path) -> None:
    rows, wanted = [], {}
    for name in dict.fromkeys(FIELDS):
        for number, text in enumerate((RICH, *strings(f"article {name}", 5), ["x"], {"a": 1}, -1, True, None)):
            row: dict[str, Any] = GOOD | {"id": f"{name}-{number}", name: text}
            rows.append(row)
            if name in ("title", "summary") and isinstance(text, str):
                wanted[f"{name}-{number}"] = name, text
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    outcome = import_articles(file, timezone.now(), strict=False)
    assert outcome.created + outcome.changed + outcome.unchanged + len(outcome.problems) == len(rows)
    assert len(outcome.problems) > 40
    pages = {page.source_id: page for page in ArticlePage.objects.all()}
    kept = 0
    for key, (name, text) in wanted.items():
        if key in pages:
            value = pages[key].title if name == "title" else pages[key].short_answer
            assert squeezed(text) == squeezed(value) or not text.isprintable(), (key, text)
            kept += 1
    assert kept > 2
    browser = Browser()
    for page in pages.values():
        if page.source_id.startswith(("title", "body", "summary")):
            answer = browser.get(page.get_url())
            assert answer.status_code == 200, page.source_id
            assert strange_markup(answer.content, set()) == [], page.source_id


def test_articles_of_markdown_take_anything_too(tmp_path: Path) -> None:
    for number, text in enumerate(strings("markdown", 12)):
        head = "\n".join(f"{name}: {GOOD[name]}" for name in ("language", "topic", "summary"))
        body = f"---\n{head}\ntitle: {text}\n{text}: x\n---\n# {text}\n\n{text}\n\n```{text}\n![{text}]({text})\n"
        (tmp_path / f"a{number}.md").write_bytes(body.encode("utf-8", "surrogatepass"))
    for number, raw in enumerate((b"", b"---", b"---\n---\n", b"\xff\xfe", b"---\n\x00: \x00\n---\n\x00")):
        (tmp_path / f"b{number}.md").write_bytes(raw)
    outcome = import_articles(tmp_path, timezone.now(), strict=False)
    assert outcome.created + len(outcome.problems) >= 17
    for page in ArticlePage.objects.filter(source_id__startswith="a"):
        answer = Browser().get(page.get_url())
        assert answer.status_code == 200
        assert strange_markup(answer.content, set()) == [], page.source_id


def test_a_file_of_lines_may_be_anything(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    for raw in (
        b"",
        b"\x00",
        b"\xff\xfe{",
        b"[" * 99_999,
        b'{"id":' * 999,
        b"9" * 9_999,
        b'{"id": 1e999}',
        b"\n\n",
        b"{}{}",
    ):
        file.write_bytes(raw)
        try:
            outcome = import_articles(file, timezone.now(), strict=False)
        except BadArticles as error:
            said = str(error)
        else:
            said = "\n".join(map(str, outcome.problems))
        assert len(said) > 20 or not raw.strip(), raw[:20]
    assert not ArticlePage.objects.exists()


# Mails: what stands in each header, in the names and kinds of parts, and in the words.
HEADERS = (
    "From", "To", "Cc", "Subject", "Message-ID", "Date", "Reply-To", "In-Reply-To", "References", "Delivered-To",
    "X-Original-To", "Envelope-To", "Auto-Submitted", "Precedence", "List-Id", "Return-Path", "Content-Type",
    "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version", "X-Anything",
)  # fmt: skip
CHARSETS = ("utf-8", "utf-16", "utf-7", "idna", "punycode", "base64", "nonsense", "us-ascii", "cp037", "hex", "\x00")
ENCODINGS = ("7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "nonsense")


def fine(mail: IncomingMail) -> bool:
    return mail.reason != IncomingMail.Reason.FAILED and mail.state != IncomingMail.State.RECEIVED


@pytest.fixture
def case(anna: User, answers_come_by_mail: None, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr("portal.mail_in.queries.MOST_AN_HOUR", 100_000)
    return make_question(anna)


def raw_mail(case: Case, headers: dict[str, bytes], body: bytes = b"It is broken.") -> bytes:
    usual = {
        "From": b"anna@example.com",
        "Subject": b"Re: x",
        "Message-ID": f"<{len(body)}.{sorted(headers)}@a>".encode(),
    }
    lines = [name.encode() + b": " + value.replace(b"\n", b"\n ") for name, value in (usual | headers).items()]
    return b"\n".join(lines) + b"\n\n" + body


def test_every_header_of_a_mail_takes_anything(case: Case) -> None:
    address = reply_address(case)
    for name in HEADERS:
        for number, text in enumerate(strings(f"mail {name}", 4)):
            value = text.encode("utf-8", "surrogatepass")
            words = (value, b"=?utf-8?q?" + value.replace(b" ", b"_")[:60] + b"?=")[number % 2]
            mail = take(raw_mail(case, {name: words}, f"It is broken. {name} {number}".encode()), address)
            assert fine(mail), (name, text, mail.reason)
            assert strange_letters(mail.subject + mail.sender + mail.recipient + mail.mail_id) == ""


def strange_letters(text: str) -> str:
    return "".join(letter for letter in text if letter in "\x00\r\n" or "\ud800" <= letter <= "\udfff")


def test_what_is_written_in_a_mail_comes_into_its_case(case: Case) -> None:
    address = reply_address(case)
    for number, text in enumerate((RICH, *strings("mail body", 25))):
        sent = text.replace("\x00", "").encode("utf-8", "replace").decode()
        mail = take(a_mail(case, f"Number {number}. {sent[:20_000]} The end."), address)
        assert fine(mail), (text, mail.reason)
        assert mail.message is not None, text
        assert mail.message.body.startswith(f"Number {number}.")
    first = case.messages.order_by("pk")[1].body
    assert squeezed(RICH) in squeezed(first)


def test_broken_encodings_of_a_mail_are_read_as_far_as_they_go(case: Case) -> None:
    address, number = reply_address(case), 0
    for charset in CHARSETS:
        for encoding in ENCODINGS:
            number += 1
            kind = f'text/{("plain", "html")[number % 2]}; charset="{charset}"'.encode()
            headers = {"Content-Type": kind, "Content-Transfer-Encoding": encoding.encode()}
            body = f"<p>broken {number} ".encode() + b"\xff\xfe\x00\x81 =C5=82 =\n=ZZ SGVsbG8 begin 644 x\n"
            assert fine(take(raw_mail(case, headers, body), address)), (charset, encoding)


def test_files_of_a_mail_may_have_any_name_and_kind(case: Case) -> None:
    address = reply_address(case)
    for number, text in enumerate(strings("mail file", 12)):
        raw = text.encode("utf-8", "surrogatepass").replace(b"\n", b"\n ")
        disposition = (b'attachment; filename="' + raw + b'"', b"attachment; filename*=utf-8''" + raw)[number % 2]
        part = b"Content-Type: image/png; name=" + raw + b"\nContent-Disposition: " + disposition + b"\n\nGIF89a"
        body = b"--b\nContent-Type: text/plain\n\nNumber %d\n--b\n" % number + part + b"\n--b--\n"
        mail = take(raw_mail(case, {"Content-Type": b"multipart/mixed; boundary=b"}, body), address)
        assert fine(mail), (text, mail.reason)
        assert mail.message is not None
        assert not mail.message.attachments.exists(), "it is no picture"


def test_markup_in_a_mail_is_text_on_the_pages_that_show_it(case: Case, anna: User) -> None:
    markup = "\"'><xss-zq onxss-zq=1>"
    message = a_mail(case, f"Words {markup}", Subject=markup, From=f'"{markup[3:]}" <zoe@example.com>')
    assert take(message).state == IncomingMail.State.APPLIED
    lonely = a_mail(None, f"Words {markup}", Subject=f"Lonely {markup}")
    assert take(lonely).state == IncomingMail.State.UNPLACED
    html = EmailMessage()
    html["To"], html["From"], html["Message-ID"] = reply_address(case), "anna@example.com", "<h@a>"
    html.set_content(f"<p>Hello &lt;xss-zq onxss-zq=1&gt; <script>window.__xss=1</script>{markup}", subtype="html")
    assert fine(take(html))
    root = User.objects.create_superuser("root@example.com", "p" * 20, name="Root")
    for who, address in (
        (anna, f"/cases/{case.reference}/"), (anna, "/cases/"), (root, f"/admin/cases/{case.reference}/"),
        (root, "/admin/incoming_mails/"), (root, "/admin/cases/"),
    ):  # fmt: skip
        page = Browser(who).get(address)
        assert page.status_code == 200, address
        assert strange_markup(page.content, set()) == [], address


def test_each_place_gets_its_own_strings_and_all_are_used() -> None:
    names = [f"csv {column.name}" for column in ALL]
    used = {text for name in names for _kind, text in some_for(name, 6)}
    assert len(used) > 100
    assert some_for("csv sku", 6) != some_for("csv name", 6)
