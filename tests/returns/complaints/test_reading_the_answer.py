"""Anna's side: what she demanded, by when we must answer, the answer itself, and nobody else's eyes."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.notifications.models import Mail
from returns.actions import take_step
from returns.complaints import actions, notice, printing
from returns.complaints.printing import decisions_due, html_of, print_decision
from returns.models import Case, Decision
from tests.returns.complaints.makers import ARBITER, make_claim
from tests.returns.makers import NOW

LATER = NOW + timedelta(minutes=1)


def page(client: Any, case: Case) -> str:
    response = client.get(reverse("cases:detail", args=[case.reference]))
    assert response.status_code == 200
    return str(response.content.decode())


def decline(case: Case, mia: Any) -> Case:
    return actions.decline(
        case, by=mia, version=case.version, now=NOW, reason="It was <dropped>.", stance="agrees", body=ARBITER
    )


def offer(case: Case, mia: Any) -> Case:
    return actions.offer(
        case, by=mia, version=case.version, now=NOW, remedy="replacement", why="impossible", reason="No glaze left.",
        stance="refuses",
    )  # fmt: skip


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    printed: list[str] = []

    class Quick:
        def print(self, sheet: Any, made_at: Any) -> Any:
            printed.append(sheet.html)
            return printing_of(b"%PDF-quick")

    monkeypatch.setattr(printing, "PRESS", Quick())
    return printed


def printing_of(content: bytes) -> Any:
    return type("Printed", (), {"pdf": content})()


# --- The page ----------------------------------------------------------------------------------------


def test_the_case_says_what_was_demanded_until_when_and_what_silence_means(anna: Any, as_user: Any) -> None:
    case = make_claim(anna, demand="reduction", amount=Decimal(20), now=NOW + timedelta(days=17))  # 10 December
    text = page(as_user(anna), case)
    assert "A lower price, by" in text
    assert "20.00" in text
    assert "Thu 24 Dec" in text
    assert "Latest by law" in text
    assert "Mon 28 Dec" in text
    assert "the law says yes for us" in text
    assert notice("en").text in text


def test_where_silence_means_nothing_the_page_promises_nothing(anna: Any, as_user: Any) -> None:
    text = page(as_user(anna), make_claim(anna, buyer_protection="business"))
    assert "That is our promise" in text
    assert "the law says yes for us" not in text
    assert notice("en").text in text, "it was shown when the complaint was sent, and stays as evidence"


def test_the_notice_of_that_day_stays_whatever_the_text_is_today(
    anna: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_claim(anna)
    monkeypatch.setitem(notice.__globals__["TEXTS"], "en", "A new text")
    assert "A new text" not in page(as_user(anna), case)


def test_a_refusal_is_read_with_reasons_and_statement_and_its_text_is_only_text(
    anna: Any, mia: Any, as_user: Any
) -> None:
    text = page(as_user(anna), decline(make_claim(anna, language="pl"), mia))
    assert "We decline your complaint" in text
    assert "It was &lt;dropped&gt;." in text
    assert 'lang="pl"' in text
    assert "Inspekcja Handlowa" in text
    assert "ec.europa.eu" not in text


def test_an_offer_can_be_taken_with_one_click(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = offer(make_claim(anna), mia), as_user(anna)
    assert "I keep to what I asked for" in page(client, case)
    response = client.post(reverse("cases:agree", args=[case.reference]), {"version": case.version}, follow=True)
    assert "Agreed." in response.content.decode()
    case.refresh_from_db()
    assert (case.status, case.remedy) == ("accepted", "replacement")
    assert "I keep to what I asked for" not in page(client, case)


def test_an_offer_can_be_turned_down_and_the_second_click_says_so(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = offer(make_claim(anna), mia), as_user(anna)
    address = reverse("cases:turn_down", args=[case.reference])
    client.post(address, {"version": case.version})
    case.refresh_from_db()
    assert case.status == "open"
    again = client.post(address, {"version": case.version}, follow=True).content.decode()
    assert "This offer is no longer open" in again


@pytest.mark.parametrize("name", ["agree", "turn_down", "arrived"])
@pytest.mark.parametrize("version", ["", "0", "x", "99999999999999999999"])
def test_a_strange_version_changes_nothing(anna: Any, mia: Any, as_user: Any, name: str, version: str) -> None:
    case = offer(make_claim(anna), mia)
    response = as_user(anna).post(reverse(f"cases:{name}", args=[case.reference]), {"version": version})
    assert response.status_code == 302
    assert Case.objects.get().status == "waiting"


@pytest.mark.parametrize("name", ["agree", "turn_down", "arrived"])
def test_somebody_elses_claim_is_not_there(anna: Any, ben: Any, mia: Any, as_user: Any, name: str) -> None:
    case = offer(make_claim(anna), mia)
    address = reverse(f"cases:{name}", args=[case.reference])
    for person in (ben, mia):
        assert as_user(person).post(address, {"version": case.version}).status_code == 404
    assert as_user(anna).get(address).status_code == 405


def test_more_answers_do_not_cost_the_page_more_queries(anna: Any, mia: Any, as_user: Any) -> None:
    client, case = as_user(anna), offer(make_claim(anna), mia)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, case)
        return len(seen)

    queries()
    one = queries()
    for _more in range(3):
        case = actions.turn_down(case, by=anna, version=case.version, now=NOW)
        case = offer(case, mia)
    # Messages that came with the answers are the thread's business.
    assert queries() <= one + 1


# --- Guarantee and delivery ---------------------------------------------------------------------------


def test_a_guarantee_claim_says_with_whom_it_is_and_that_the_complaint_stays_open(
    anna: Any, mia: Any, as_user: Any
) -> None:
    case = make_claim(anna, "guarantee")
    case = actions.forward(case, by=mia, version=case.version, now=NOW, guarantor="Kiln AG", number="G-77")
    text = page(as_user(anna), case)
    assert "Kiln AG" in text
    assert "G-77" in text
    assert "kind=complaint" in text
    declined = actions.decline_guarantee(case, by=mia, version=case.version, now=NOW, reason="Wear and tear.")
    text = page(as_user(anna), declined)
    assert "The guarantee claim is declined" in text
    assert "you can complain to us all the same" in text
    assert declined.decisions.get().statement == {}


def test_a_repair_under_the_guarantee_leaves_the_shops_liability_alone(anna: Any, mia: Any) -> None:
    case = make_claim(anna, "guarantee")
    case = actions.accept_guarantee(case, by=mia, version=case.version, now=NOW, remedy="repair")
    case = actions.carry_out(case, by=mia, version=case.version, now=NOW)
    assert case.done_remedies.get().is_guarantee


def test_a_parcel_is_traced_and_arrives_after_all(anna: Any, mia: Any, as_user: Any) -> None:
    case, client = make_claim(anna, "delivery"), as_user(anna)
    assert "keep the packing" in page(client, case)
    case = actions.trace(case, by=mia, version=case.version, now=NOW, carrier="InPost", number="R-5")
    text = page(client, case)
    assert "InPost" in text
    client.post(reverse("cases:arrived", args=[case.reference]), {"version": case.version})
    case.refresh_from_db()
    assert (case.status, bool(case.resolved_at), bool(case.closed_at)) == ("resolved", True, True)


def test_a_parcel_is_sent_again_under_a_new_number(anna: Any, mia: Any, as_user: Any) -> None:
    case = make_claim(anna, "delivery")
    case = actions.settle_delivery(
        case, by=mia, version=case.version, now=NOW, outcome="sent_again", tracking="6301", message="Today."
    )
    text = page(as_user(anna), case)
    assert "We have sent the goods once more." in text
    assert "6301" in text


# --- On paper ----------------------------------------------------------------------------------------


def test_the_answer_is_printed_once_and_only_its_owner_and_agents_take_it(
    anna: Any, ben: Any, mia: Any, as_user: Any, press: list[str]
) -> None:
    case = decline(make_claim(anna), mia)
    decision = case.decisions.get()
    address = reverse("cases:decision", args=[case.reference, decision.pk])
    assert as_user(anna).get(address).status_code == 404, "the press has not been by"
    assert print_decision.func(decision.pk) is True
    assert print_decision.func(decision.pk) is False
    assert len(press) == 1
    for person in (anna, mia):
        response = as_user(person).get(address)
        assert b"".join(response.streaming_content) == b"%PDF-quick"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Cache-Control"] == "private, no-store"
    assert as_user(ben).get(address).status_code == 404
    decision.refresh_from_db()
    assert decision.sha256 == hashlib.sha256(b"%PDF-quick").hexdigest()
    assert not decisions_due(LATER).exists()


def test_a_document_that_went_missing_is_a_404(anna: Any, mia: Any, as_user: Any, press: list[str]) -> None:
    case = decline(make_claim(anna), mia)
    decision = case.decisions.get()
    print_decision.func(decision.pk)
    decision.refresh_from_db()
    storages["private"].delete(str(decision.file.name))
    assert as_user(anna).get(reverse("cases:decision", args=[case.reference, decision.pk])).status_code == 404


def test_a_press_that_fails_is_asked_again_later(anna: Any, mia: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def print(self, sheet: Any, made_at: Any) -> Any:
            raise printing.PressFailed("no memory")

    monkeypatch.setattr(printing, "PRESS", Broken())
    decision = decline(make_claim(anna), mia).decisions.get()
    assert print_decision.func(decision.pk) is False
    assert not decisions_due(NOW + timedelta(seconds=30)).exists()
    assert decisions_due(NOW + timedelta(minutes=10)).get() == decision


def test_the_paper_says_everything_in_the_customers_language_and_is_tagged(anna: Any, mia: Any) -> None:
    case = decline(make_claim(anna, language="pl"), mia)
    decision = Decision.objects.get()
    html = html_of(decision)
    for words in (case.reference, "It was &lt;dropped&gt;.", "Inspekcja Handlowa", "art. 32", "Mug 0"):
        assert words in html
    assert print_decision.func(decision.pk) is True
    decision.refresh_from_db()
    with storages["private"].open(str(decision.file.name)) as file, pikepdf.open(file) as document:
        assert document.Root.Lang == "pl"
        assert "/StructTreeRoot" in document.Root
    printing.PRESS.stop()


# --- By mail -----------------------------------------------------------------------------------------


def mails(kind: str) -> Mail:
    return Mail.objects.get(kind=kind)


def test_every_step_is_told_by_mail(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any, press: list[str]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = make_claim(anna)
    received = mails("complaint_received")
    assert case.reference in received.subject
    assert "You asked for: repair." in received.text
    assert "7 December 2026" in received.text
    assert notice("en").text in received.text
    assert not Mail.objects.filter(kind="case_opened").exists()
    with django_capture_on_commit_callbacks(execute=True):
        case = offer(case, mia)
    offered = mails("complaint_answer")
    assert "We offer another remedy" in offered.subject
    assert "No glaze left." in offered.text
    assert "We refuse to take part" in offered.text
    with django_capture_on_commit_callbacks(execute=True):
        case = actions.agree(case, by=anna, version=case.version, now=NOW)
        case = take_step(case, "receive", by=mia, version=case.version, now=NOW)
        actions.carry_out(case, by=mia, version=case.version, now=NOW, message="Enjoy.")
    assert Mail.objects.filter(kind="complaint_answer").count() == 2
    assert "You get the new item" in mails("claim_goods_here").text
    done = mails("remedy_done")
    assert "replaced" in done.subject
    assert "Enjoy." in done.text
    assert {mail.to for mail in Mail.objects.all()} == {"anna@example.com"}


def test_a_refusal_goes_out_whole_and_an_apostrophe_stays_one(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any, press: list[str]
) -> None:
    case = make_claim(anna)
    with django_capture_on_commit_callbacks(execute=True):
        decline(case, mia)
    mail = mails("complaint_answer")
    assert "We decline your complaint" in mail.subject
    for words in ("It was <dropped>.", "Inspekcja Handlowa", "keep the right to go to court"):
        assert words in mail.text
    assert "It was &lt;dropped&gt;." in mail.html


def test_guarantee_and_delivery_are_told_too(
    anna: Any, mia: Any, django_capture_on_commit_callbacks: Any, press: list[str]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        claim, parcel, lost = (make_claim(anna, kind) for kind in ("guarantee", "delivery", "delivery"))
        actions.forward(claim, by=mia, version=claim.version, now=NOW, guarantor="Kiln AG", contact="kiln@example.com")
        parcel = actions.trace(parcel, by=mia, version=parcel.version, now=NOW, carrier="InPost")
        actions.settle_delivery(parcel, by=mia, version=parcel.version, now=NOW, outcome="found", tracking="63")
        take_step(lost, "decline", by=mia, version=lost.version, now=NOW, message="It was delivered.")
    assert "Kiln AG" in mails("guarantee_forwarded").text
    assert "kiln@example.com" in mails("guarantee_forwarded").text
    assert "InPost is looking" in mails("delivery_traced").text
    assert "Its tracking number is 63." in mails("delivery_resolved").text
    assert "It was delivered." in mails("claim_declined").text
    assert not Mail.objects.filter(kind__startswith="case_").exists()
