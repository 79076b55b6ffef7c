"""/withdraw/: no account, no script, no cookie; three fields, one confirmation, one withdrawal. Law F1-F5."""

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.notifications.models import Mail
from returns.models import Case, Withdrawal, WithdrawalMatch
from returns.withdrawing import limits
from returns.withdrawing.tokens import proof_token, receipt_token
from tests.returns.makers import NOW, make_order
from tests.returns.withdrawing.makers import declare, hidden, main_of, send, typed

pytestmark = pytest.mark.django_db


def test_a_guest_is_asked_for_three_things_and_one_more_who_likes(client: Client) -> None:
    page = main_of(client.get("/withdraw/"))
    assert re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page) == ["name", "contract", "email", "items"]
    assert page.count("(optional)") == 1
    refused = main_of(client.post("/withdraw/check/", {"items": "the blue one"}))
    assert refused.count("field__error") == 3
    assert "the blue one" in refused


def test_the_first_page_is_the_same_bytes_for_every_stranger_and_sets_no_cookie() -> None:
    first, second = Client().get("/withdraw/"), Client(HTTP_USER_AGENT="other").get("/withdraw/")
    assert first.content == second.content
    assert not first.cookies
    assert b"csrf" not in first.content
    assert "public" in first["Cache-Control"]


def test_the_second_page_shows_the_statement_and_only_confirms(client: Client) -> None:
    page = client.post("/withdraw/check/", typed(items="one mug"))
    words = main_of(page)
    assert "I hereby give notice that I withdraw" in words
    for said in ("Anna Nowak", "1042", "anna@example.com", "one mug"):
        assert said in words
    form = words.split('action="/withdraw/confirm/"')[1].split("</form>")[0]
    assert re.findall(r">([^<>]+)</span>", form) == ["confirm withdrawal"]
    # Kept for the way back, by this browser alone.
    assert page["Cache-Control"] == "private, no-cache"
    assert not Withdrawal.objects.exists()


def test_going_back_loses_nothing(client: Client) -> None:
    page = client.post("/withdraw/check/", typed(items="one mug"))
    back = main_of(client.post("/withdraw/check/", {**hidden(page), "change": "1"}))
    for said in ('value="Anna Nowak"', 'value="1042"', 'value="anna@example.com"', "one mug</textarea>"):
        assert said in back
    assert 'class="error-summary"' not in back


def test_it_works_without_cookies_and_with_the_check_of_tokens_on(at_once: Any) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver", HTTP_SEC_FETCH_SITE="same-origin")
    with at_once():
        answer = send(strict, typed())
    assert answer.status_code == 302
    assert not strict.cookies
    assert Withdrawal.objects.count() == 1


def test_another_site_cannot_press_the_button_and_nothing_is_lost(client: Client) -> None:
    for headers in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}):
        page = client.post("/withdraw/confirm/", typed(), **headers)  # type: ignore[arg-type]
        assert page.status_code == 403
        assert hidden(page)["contract"] == "1042"
    assert not Withdrawal.objects.exists()


def test_the_answer_confirms_receipt_with_content_and_moment(client: Client, at_once: Any) -> None:
    with at_once():
        answer = send(client, typed())
    page = client.get(answer["Location"])
    words = main_of(page)
    row = Withdrawal.objects.get()
    for said in ("We have your withdrawal", "23 November 2026, 11:00:0", "(UTC+01:00)", "Anna Nowak", row.hash):
        assert said in words
    assert "not yet that everything in it holds" in words
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


def test_the_mail_goes_at_once_and_carries_everything_as_text(client: Client, at_once: Any) -> None:
    with at_once():
        send(client, typed(items="one mug"))
    row = Withdrawal.objects.get()
    letter = next(each for each in mail.outbox if each.to == ["anna@example.com"])
    said = str(letter.body)
    for words in (
        "I hereby give notice that I withdraw",
        "Anna Nowak",
        "1042",
        "one mug",
        "23 November 2026, 11:00:0",
        "(UTC+01:00)",
        row.hash,
        f"/withdraw/{proof_token(row.submission_key)}/",
        "not yet that everything in it holds",
    ):
        assert words in said
    assert "approved" not in said


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("/pl", "Niniejszym informuję o moim odstąpieniu"),
        ("/ru", "Настоящим уведомляю о своём отказе"),
        ("", "I hereby"),
    ],
)
def test_the_mail_speaks_the_language_of_the_statement(client: Client, at_once: Any, prefix: str, words: str) -> None:
    with at_once():
        page = client.post(f"{prefix}/withdraw/check/", typed())
        answer = client.post(f"{prefix}/withdraw/confirm/", hidden(page))
    assert answer["Location"].startswith(f"{prefix}/withdraw/")
    letter = Mail.objects.get(kind="withdrawal_received")
    assert words in letter.text
    assert words in letter.html
    assert f"{prefix}/withdraw/" in letter.text
    assert letter.language == (prefix.strip("/") or "en")


def test_the_row_and_its_mail_are_one_transaction(client: Client) -> None:
    send(client, typed())  # nothing after a commit has run
    assert Mail.objects.get(kind="withdrawal_received").to == "anna@example.com"
    assert WithdrawalMatch.objects.get().due_at is not None


def test_a_mail_that_cannot_be_written_does_not_cost_the_statement(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **named: Any) -> None:
        raise ValueError("a broken template")

    monkeypatch.setattr("portal.notifications.withdrawal_news.queue_mail", fail)
    assert send(client, typed()).status_code == 302
    assert Withdrawal.objects.count() == 1
    assert not Mail.objects.exists()


def test_pressed_twice_sent_again_or_typed_again_it_is_one(client: Client) -> None:
    page = client.post("/withdraw/check/", typed())
    first = client.post("/withdraw/confirm/", hidden(page))
    again = client.post("/withdraw/confirm/", hidden(page))
    retyped = send(Client(), typed())
    assert first["Location"] == again["Location"] == retyped["Location"]
    assert Withdrawal.objects.count() == Mail.objects.count() == 1
    send(client, typed(items="one mug"))
    assert Withdrawal.objects.count() == 2


def answer_to(fields: dict[str, Any], at_once: Any) -> tuple[str, str]:
    """Both pages, without what was typed and what only the log knows."""
    client = Client()
    with at_once():
        first = client.post("/withdraw/check/", fields)
        second = client.post("/withdraw/confirm/", hidden(first))
    row = Withdrawal.objects.order_by("-position")[0]
    pages = []
    for page in (first, client.get(second["Location"])):
        words = page.content.decode()
        secrets = (second["Location"], receipt_token(row.submission_key), row.hash, row.moment)
        for secret in (*secrets, fields["contract"], fields["email"]):
            words = words.replace(secret, "…")
        words = re.sub(r'name="(once|asked)" value="[^"]+"', "…", words)
        words = re.sub(r"11:\d\d:\d\d", "…", words)
        pages.append(re.sub(r'<dd class="num">\d+</dd>', "…", words))
    return pages[0], pages[1]


def test_the_answer_is_the_same_whether_there_is_such_an_order_or_not(anna: Any, ben: Any, at_once: Any) -> None:
    order, his = make_order(anna), make_order(ben)
    hers = answer_to(typed(contract=order.number), at_once)
    nobodys = answer_to(typed(contract="999999"), at_once)
    bens = answer_to(typed(contract=his.number), at_once)
    somebodys = answer_to(typed(contract=order.number, email="mallory@example.com"), at_once)
    assert hers == nobodys == bens == somebodys
    assert Case.objects.count() == 4


def test_the_link_from_the_mail_shows_where_it_stands_and_the_one_in_the_browser_does_not(
    anna: Any, client: Client, at_once: Any
) -> None:
    order = make_order(anna)
    with at_once():
        answer = send(client, typed(contract=order.number))
    row, case = Withdrawal.objects.get(), Case.objects.get()
    assert case.reference not in client.get(answer["Location"]).content.decode()
    page = client.get(f"/withdraw/{proof_token(row.submission_key)}/").content.decode()
    assert row.hash in page
    assert "standing-title" in page
    assert "where it stands" in page


def test_the_browsers_link_ends_after_a_day_the_mails_does_not(client: Client) -> None:
    row = declare()
    browser, letter = (f"/withdraw/{token(row.submission_key)}/" for token in (receipt_token, proof_token))
    assert client.get(browser).status_code == client.get(letter).status_code == 200
    with time_machine.travel(NOW + timedelta(days=2)):
        assert client.get(browser).status_code == 404
        assert client.get(letter).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é" * 43, "a" * 5000])
def test_a_made_up_link_shows_nothing(client: Client, token: str) -> None:
    declare()
    assert client.get(f"/withdraw/{token}/").status_code == 404
    assert client.get(f"/withdraw/{token}/acknowledgement.pdf").status_code == 404


def test_the_acknowledgement_is_a_pdf_for_everybody(client: Client, at_once: Any, real_paper: None) -> None:
    with at_once():
        answer = send(client, typed(items="Łódka & <b>mug</b>"))
    page = client.get(f"{answer['Location']}acknowledgement.pdf")
    content = b"".join(page)  # type: ignore[arg-type]
    assert content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "Confirmation that we received your withdrawal"
        assert pdf.Root.Lang == "en"
    assert page["Content-Disposition"].startswith("attachment")
    assert page["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in page["Cache-Control"]


def test_the_paper_says_what_the_mail_says(client: Client, at_once: Any) -> None:
    with at_once():
        answer = send(client, typed(items="Łódka & <b>mug</b>"))
    paper = b"".join(client.get(f"{answer['Location']}acknowledgement.pdf")).decode()  # type: ignore[arg-type]
    for words in (
        "I hereby give notice",
        "Łódka &amp; &lt;b&gt;mug&lt;/b&gt;",
        "(UTC+01:00)",
        "not yet that everything",
    ):
        assert words in paper
    assert Withdrawal.objects.get().hash in paper


def test_until_it_is_printed_a_page_says_so(client: Client) -> None:
    row = declare()
    page = client.get(f"/withdraw/{receipt_token(row.submission_key)}/acknowledgement.pdf")
    assert page.status_code == 202
    assert "The PDF is being made" in page.content.decode()


def test_a_press_that_fails_is_tried_again_and_the_mail_has_gone(
    client: Client, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jam(html: str, kind: str) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr("returns.withdrawing.paper.make_pdf", jam)
    with at_once():
        send(client, typed())
    assert mail.outbox
    work = WithdrawalMatch.objects.get()
    assert work.pdf == ""
    assert work.pdf_due_at is not None
    assert work.pdf_due_at > timezone.now()


# --- Limits ------------------------------------------------------------------------------------------


def test_whoever_is_absurdly_quick_waits_and_keeps_the_form(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STATEMENTS", 2)
    for number in range(2):
        assert send(client, typed(contract=str(number))).status_code == 302
    page = send(client, typed(contract="3"))
    assert page.status_code == 429
    assert page["Retry-After"] == "600"
    assert hidden(page)["contract"] == "3"
    assert "Wait ten minutes" in page.content.decode()
    # What was sent before is not asked for again.
    assert send(client, typed(contract="0")).status_code == 302
    assert send(Client(REMOTE_ADDR="203.0.113.9"), typed(contract="3")).status_code == 302


def test_a_mailbox_is_not_flooded_and_every_statement_counts() -> None:
    for number in range(7):
        send(Client(REMOTE_ADDR=f"203.0.113.{number}"), typed(contract=str(number)))
    assert Withdrawal.objects.count() == 7
    waits = [round((each.due_at - NOW) / timedelta(hours=1)) for each in Mail.objects.order_by("pk")]
    assert waits == [0, 0, 0, 0, 0, 1, 2]


@pytest.mark.parametrize("address", ["/withdraw/check/", "/withdraw/confirm/"])
def test_an_address_without_its_form_leads_to_the_first_page(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == "/withdraw/"


@pytest.mark.parametrize("strange", ["\x00", "\ud7ff\u0301", "<script>", "'; DROP TABLE", "٣" * 50, "A" * 5000])
def test_strange_words_break_nothing(client: Client, at_once: Any, strange: str) -> None:
    with at_once():
        page = client.post("/withdraw/check/", typed(name=strange, contract=strange, items=strange, order=strange))
        if 'action="/withdraw/confirm/"' in page.content.decode():
            client.post("/withdraw/confirm/", typed(name=strange, contract=strange, items=strange, order=strange))
    assert page.status_code == 200
    assert b"<script>'" not in page.content
    client.get("/withdraw/", {"order": strange})
