"""Anna sends something back: slip, label, her own tracking number, the receipt; Ben sees nothing of it."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
import segno
from django.urls import reverse

from orders.models import Shipment
from returns.actions import keep_uploads, mark_received
from returns.errors import FileRefused, NotAllowed
from returns.logistics import rules, slip
from returns.logistics.actions import confirm_proof, forget_parcel, give_label, refuse_proof, send_proof, tell_parcel
from returns.logistics.parcels import NotYours, OurParcel, WhichCarrier
from returns.logistics.proofs import NoReceipt, NotThatDay
from returns.logistics.scanning import hear_missed_scans
from returns.logistics.signals import label_ready, return_dispatched
from returns.logistics.sweeping import sweep_way_back
from returns.models import Case, DispatchProof, ReturnLabel, ReturnParcel, ReturnSettings
from tests.returns.makers import NOW, make_order, make_question, make_return, pdf, upload
from tests.returns.sending_back import INPOST, returning, scan, withdrawn

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def told(case: Case, by: Any, number: str = INPOST, carrier: str = "") -> ReturnParcel:
    return tell_parcel(case, by=by, number=number, carrier=carrier, now=NOW)


@pytest.fixture
def heard() -> Any:
    """News by signal, as (name, object)."""
    found: list[Any] = []

    def listen(case: Any = None, label: Any = None, **kwargs: Any) -> None:
        found.append(case or label)

    for news in (return_dispatched, label_ready):
        news.connect(listen)
    yield found
    for news in (return_dispatched, label_ready):
        news.disconnect(listen)


# --- What is shown --------------------------------------------------------------------------------


def test_the_page_says_step_by_step_how_to_send_it_back(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia)
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    for words in ("How to send it back", "Hand the parcel over by", "You pay for sending it", "ul. Leśna 5"):
        assert words in page
    assert reverse("cases:slip", args=[case.reference]) in page
    assert 'name="number"' in page


def test_only_where_the_law_says_so_the_money_no_longer_waits(anna: Any, mia: Any, as_user: Any) -> None:
    words = "your refund no longer waits for the goods"
    for case, promised in ((returning(anna, mia), False), (withdrawn(anna), True)):
        for name in ("detail", "proof"):
            page = as_user(anna).get(reverse(f"cases:{name}", args=[case.reference])).content.decode()
            assert (words in page) is promised, name


def test_once_the_parcel_is_known_it_comes_before_the_instructions(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia, make_order(anna, shop_status="delivered"))
    told(case, anna)
    url = reverse("cases:detail", args=[case.reference])
    page = as_user(anna).get(url).content.decode()
    assert page.index(INPOST) < page.index("How to send it back")
    assert "parcel__headline" in page
    case.refresh_from_db()
    mark_received(case, by=mia, version=case.version, now=LATER)
    page = as_user(anna).get(url).content.decode()
    assert (INPOST in page, "parcel__headline" in page) == (True, False), "what is here is not on its way"


def test_who_pays_is_what_the_shop_promises(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia)
    ReturnSettings.objects.update(shop_pays_return=True, return_note="InPost is quickest.\n<b>")
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "Sending it costs you nothing" in page
    assert "InPost is quickest." in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize(
    ("kind", "status", "remedy", "order_status", "awaited"),
    [
        ("withdrawal", "open", "", "delivered", True),
        ("withdrawal", "approved", "", "processing", False),
        ("withdrawal", "received", "", "delivered", False),
        ("return", "open", "", "delivered", False),
        ("return", "approved", "", "delivered", True),
        ("complaint", "accepted", "repair", "delivered", True),
        ("complaint", "accepted", "withdrawal", "delivered", True),
        ("complaint", "accepted", "reduction", "delivered", False),
        ("question", "open", "", "delivered", False),
    ],
)
def test_goods_are_expected_when_the_law_wants_them_back(
    kind: str, status: str, remedy: str, order_status: str, awaited: bool
) -> None:
    assert rules.awaits_goods(kind, status, remedy, order_status) is awaited


def test_a_complaint_costs_the_customer_nothing_whatever_the_shop_says() -> None:
    assert rules.payer("complaint", shop_pays=False) is rules.Payer.SHOP
    assert rules.payer("withdrawal", shop_pays=False) is rules.Payer.CUSTOMER


def test_a_question_has_no_way_back(anna: Any, as_user: Any) -> None:
    case = make_question(anna)
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "way-back" not in page
    for name in ("slip", "label", "parcel", "proof"):
        assert as_user(anna).get(reverse(f"cases:{name}", args=[case.reference])).status_code == 404


def test_more_parcels_add_no_queries(anna: Any, mia: Any, as_user: Any, django_assert_max_num_queries: Any) -> None:
    case, client = returning(anna, mia), as_user(anna)
    url = reverse("cases:detail", args=[case.reference])
    scan(told(case, anna).shipment, "in_transit")

    def asked() -> int:
        with django_assert_max_num_queries(80) as asked:
            assert client.get(url).status_code == 200
        return len(asked.captured_queries)

    asked()
    one = asked()
    for number in ("620000000000000000000024", "620000000000000000000031"):
        scan(told(case, anna, number, "inpost").shipment, "in_transit")
    assert asked() == one


# --- The slip -------------------------------------------------------------------------------------


def test_the_slip_is_tagged_and_says_what_is_inside(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia, make_order(anna, (3,)), quantity=2)
    answer = as_user(anna).get(reverse("cases:slip", args=[case.reference]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert f"return-slip-{case.reference}.pdf" in answer["Content-Disposition"]
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        assert str(document.docinfo["/Title"]) == f"Return slip {case.reference}"
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert len(document.pages) == 1
    again = as_user(anna).get(reverse("cases:slip", args=[case.reference]))
    assert again.content == answer.content
    assert as_user(mia).get(reverse("cases:slip", args=[case.reference])).status_code == 200


def test_the_slips_code_leads_to_the_desk(anna: Any, mia: Any, settings: Any, monkeypatch: Any) -> None:
    seen: list[str] = []
    make = segno.make

    def remember(text: str, **options: Any) -> Any:
        seen.append(text)
        return make(text, **options)

    monkeypatch.setattr(segno, "make", remember)
    case = returning(anna, mia)
    found = slip.slip_of(case)
    assert seen == [f"{settings.SITE_URL}/admin/cases/{case.reference}/"]
    assert (found.lines[0].quantity, found.by is not None, found.address[0]) == (1, True, "Mugs & Co.")


# --- Labels ---------------------------------------------------------------------------------------


def label_file(**options: Any) -> Any:
    return upload(pdf(**options), "label.pdf", "application/pdf")


def test_a_label_reaches_the_customer_and_nobody_else(
    anna: Any, ben: Any, mia: Any, as_user: Any, heard: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = returning(anna, mia)
    with django_capture_on_commit_callbacks(execute=True):
        label = give_label(case, by=mia, file=label_file(), carrier="inpost", tracking_number=INPOST, now=NOW)
    assert heard == [label]
    url = reverse("cases:label", args=[case.reference])
    answer = as_user(anna).get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_user(ben).get(url).status_code == 404
    assert as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode().count(url) == 1
    parcel = case.return_parcels.get()
    assert (parcel.shipment.tracking_number, parcel.shipment.direction) == (INPOST, "return")


def test_the_same_label_twice_is_one_and_a_new_one_takes_its_place(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia)
    bytes_of_it = pdf()
    first = give_label(case, by=mia, file=upload(bytes_of_it, "label.pdf"), now=NOW)
    assert give_label(case, by=mia, file=upload(bytes_of_it, "label.pdf"), now=NOW).pk == first.pk
    second = give_label(case, by=None, file=upload(name="label.png"), now=NOW)
    assert (second.source, second.content_type) == ("shop", "image/jpeg")
    assert list(ReturnLabel.objects.filter(replaced_at=None)) == [second]
    answer = as_user(anna).get(reverse("cases:label", args=[case.reference]))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")


def test_a_label_that_acts_is_refused_and_leaves_no_file(anna: Any, mia: Any, private_folder: Any) -> None:
    case = returning(anna, mia)
    bad = pdf(lambda doc: doc.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"))))
    with pytest.raises(FileRefused):
        give_label(case, by=mia, file=upload(bad, "label.pdf"), now=NOW)
    with pytest.raises(FileRefused):
        give_label(case, by=mia, file=upload(b"^XA^FO50,50^FDlabel^FS^XZ", "label.zpl"), now=NOW)
    with pytest.raises(NotAllowed):
        give_label(case, by=anna, file=label_file(), now=NOW)
    assert not [each for each in private_folder.rglob("labels/**/*") if each.is_file()]


# --- Her own tracking number ----------------------------------------------------------------------


def test_her_tracking_number_becomes_a_parcel_of_the_order(anna: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia, make_order(anna, (3,)), quantity=2)
    url = reverse("cases:parcel", args=[case.reference])
    answer = as_user(anna).post(url, {"number": " 6200 0000 0000 0000 0000 0017 ", "carrier": ""})
    assert answer["Location"].endswith("#way-back")
    parcel = case.return_parcels.get()
    shipment = parcel.shipment
    assert (shipment.carrier, shipment.tracking_number, shipment.direction) == ("inpost", INPOST, "return")
    assert [(line.order_line.name, line.quantity) for line in shipment.lines.all()] == [("Mug 0", 2)]
    as_user(anna).post(url, {"number": INPOST})
    assert case.return_parcels.count() == 1
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "We wait for the carrier&#x27;s first news" in page or "We wait for the carrier's first news" in page


@pytest.mark.parametrize("number", ["", "abc", "my parcel", "x" * 90])
def test_what_is_no_number_is_said_and_kept(anna: Any, mia: Any, as_user: Any, number: str) -> None:
    case = returning(anna, mia)
    answer = as_user(anna).post(reverse("cases:parcel", args=[case.reference]), {"number": number})
    assert answer.status_code == 200
    assert "Please check this first" in answer.content.decode()
    assert not case.return_parcels.exists()


def test_a_number_that_may_be_anybodys_asks_for_the_carrier(anna: Any, mia: Any) -> None:
    case = returning(anna, mia)
    with pytest.raises(WhichCarrier):
        told(case, anna, "12345678")
    assert told(case, anna, "12345678", "other").shipment.carrier == ""


def test_neither_our_parcel_nor_somebody_elses_counts(anna: Any, ben: Any, mia: Any) -> None:
    case = returning(anna, mia)
    assert case.order is not None
    Shipment.objects.create(order=case.order, external_id="out", tracking_number=INPOST)
    with pytest.raises(OurParcel):
        told(case, anna)
    told(returning(ben, mia), ben, "620000000000000000000024")
    with pytest.raises(NotYours):
        told(case, anna, "620000000000000000000024")


def test_a_wrong_number_can_be_taken_back_until_it_is_scanned(anna: Any, ben: Any, mia: Any, as_user: Any) -> None:
    case = returning(anna, mia)
    parcel = told(case, anna)
    url = reverse("cases:parcel_forget", args=[case.reference, parcel.pk])
    assert as_user(ben).post(url).status_code == 404
    as_user(anna).post(url)
    assert not case.return_parcels.exists()
    parcel = told(case, anna)
    scan(parcel.shipment, "accepted")
    with pytest.raises(NotAllowed):
        forget_parcel(case, by=anna, parcel=parcel.pk, now=NOW)


# --- Proof that it is on its way (W8) -------------------------------------------------------------


def test_the_first_scan_is_the_proof_of_dispatch(
    anna: Any, heard: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = withdrawn(anna)
    parcel = told(case, anna)
    with django_capture_on_commit_callbacks(execute=True):
        scan(parcel.shipment, "announced", NOW - timedelta(hours=3))
    case.refresh_from_db()
    assert case.dispatched_at is None
    with django_capture_on_commit_callbacks(execute=True):
        scan(parcel.shipment, "accepted", NOW - timedelta(hours=2))
        scan(parcel.shipment, "in_transit", NOW - timedelta(hours=1))
    case.refresh_from_db()
    assert case.dispatched_at == NOW - timedelta(hours=2)
    assert heard == [case]
    assert [event.verb for event in case.events.filter(verb="dispatched")] == ["dispatched"]
    refund = case.deadlines.get(name="refund", dropped_at=None)
    assert refund.explanation["inputs"].get("released_at") or refund.due_at


def test_a_scan_whose_process_died_is_heard_by_tick(anna: Any) -> None:
    case = withdrawn(anna)
    scan(told(case, anna).shipment, "accepted", NOW + timedelta(hours=2))
    assert hear_missed_scans(LATER) == 1
    assert hear_missed_scans(LATER) == 0


def test_an_old_parcels_number_proves_nothing(anna: Any) -> None:
    case = withdrawn(anna)
    scan(told(case, anna).shipment, "in_transit", NOW - timedelta(days=9))
    assert hear_missed_scans(LATER) == 0
    case.refresh_from_db()
    assert case.dispatched_at is None


def test_a_parcel_the_shop_told_of_finds_its_case(anna: Any, django_capture_on_commit_callbacks: Any) -> None:
    case = withdrawn(anna)
    assert case.order is not None
    parcel = Shipment.objects.create(
        order=case.order, external_id="r1", direction="return", carrier="dpd", tracking_number="1"
    )
    with django_capture_on_commit_callbacks(execute=True):
        scan(parcel, "accepted")
    case.refresh_from_db()
    assert case.dispatched_at is not None
    assert case.return_parcels.get().told_by == "shop"


def test_a_receipt_counts_once_an_agent_said_yes(anna: Any, ben: Any, mia: Any, as_user: Any) -> None:
    case = withdrawn(anna)
    url = reverse("cases:proof", args=[case.reference])
    assert as_user(ben).get(url).status_code == 404
    day = "2026-11-23"
    form = {"submission_key": str(uuid4()), "handed_over": day}
    assert "Please add a photo" in as_user(anna).post(url, form).content.decode()
    assert not case.messages.filter(body__contains="receipt").exists()
    answer = as_user(anna).post(url, {**form, "photos": [upload()]})
    assert answer.status_code == 302
    proof = DispatchProof.objects.get()
    case.refresh_from_db()
    assert (proof.state, case.dispatched_at, proof.message.attachments.count()) == ("waiting", None, 1)
    with pytest.raises(NotAllowed):
        confirm_proof(case, by=anna, proof=proof.pk, version=case.version, now=LATER)
    case = confirm_proof(case, by=mia, proof=proof.pk, version=case.version, now=LATER)
    assert case.dispatched_at is not None
    assert case.dispatched_at.date() == date(2026, 11, 23)
    with pytest.raises(NotAllowed):
        refuse_proof(case, by=mia, proof=proof.pk, version=case.version, now=LATER, reason="No.")


def test_a_receipt_that_shows_nothing_is_refused_with_a_reason(anna: Any, mia: Any) -> None:
    case = withdrawn(anna)
    key = uuid4()
    with pytest.raises(NotThatDay):
        send_proof(case, by=anna, handed_over=date(2026, 11, 29), key=key, now=NOW)
    with pytest.raises(NoReceipt):
        send_proof(case, by=anna, handed_over=date(2026, 11, 23), key=key, now=NOW)
    assert keep_uploads(by=anna, key=key, files=[upload()], now=NOW) == []
    proof = send_proof(case, by=anna, handed_over=date(2026, 11, 23), key=key, now=NOW)
    case.refresh_from_db()
    refuse_proof(case, by=mia, proof=proof.pk, version=case.version, now=LATER, reason="The number is cut off.")
    assert case.messages.latest("pk").body == "The number is cut off."
    case.refresh_from_db()
    assert case.dispatched_at is None


def test_nobody_else_learns_that_there_is_a_case(anna: Any, ben: Any, mia: Any, as_user: Any, client: Any) -> None:
    case = returning(anna, mia)
    give_label(case, by=mia, file=label_file(), now=NOW)
    for name in ("slip", "label", "parcel", "proof"):
        url = reverse(f"cases:{name}", args=[case.reference])
        assert as_user(ben).get(url).status_code == 404
        assert client.get(url).status_code == 302
    assert as_user(ben).post(reverse("cases:parcel", args=[case.reference]), {"number": INPOST}).status_code == 404


def test_a_return_that_waits_for_our_yes_has_no_instructions_yet(anna: Any, as_user: Any) -> None:
    case = make_return(anna)
    assert "How to send it back" not in as_user(anna).get(f"/cases/{case.reference}/").content.decode()


def test_slips_and_forgotten_labels_are_swept(anna: Any, mia: Any, as_user: Any, private_folder: Any) -> None:
    case = returning(anna, mia)
    give_label(case, by=mia, file=label_file(), now=NOW)
    stray = private_folder / "labels" / "ab" / "forgotten.pdf"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(pdf())
    as_user(anna).get(reverse("cases:slip", args=[case.reference]))
    real = datetime.now(tz=UTC) + timedelta(days=400)
    assert sweep_way_back(NOW - timedelta(days=400)) == 0
    assert sweep_way_back(real) == 2
    kept = as_user(anna).get(reverse("cases:label", args=[case.reference]))
    assert b"".join(kept.streaming_content).startswith(b"%PDF-")
