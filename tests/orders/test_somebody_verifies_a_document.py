import hashlib
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from orders.actions import take_document
from orders.models import Invoice
from orders.verifying.answers import TRIES
from orders.verifying.forms import plain_code
from portal.accounts.models import User
from tests.orders.makers import PLACED, make_order
from tests.orders.test_accounting_hands_over_documents import plain_pdf

pytestmark = pytest.mark.django_db
START = "/verify/"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def invoice(anna: User) -> Invoice:
    return take_document(make_order(anna), number="FV/9", issued_date=PLACED.date(), pdf=plain_pdf())


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("invoice.pdf", content)


def said(answer: Any) -> str:
    return str(answer.context["found"].verdict)


def test_the_printed_address_says_whether_the_code_is_ours(client: Client, invoice: Invoice) -> None:
    known = client.get(reverse("verify", args=[invoice.verify_code]))
    assert (known.status_code, said(known)) == (200, "known")
    other = client.get(reverse("verify", args=["0" * 28]))
    assert (other.status_code, said(other)) == (404, "unknown")
    assert client.get(reverse("verify", args=["nobodys"])).status_code == 404


def test_the_very_file_is_genuine_and_any_other_is_not(client: Client, invoice: Invoice) -> None:
    code = invoice.code_in_groups.lower()
    genuine = client.post(START, {"code": code, "file": file(plain_pdf())})
    assert said(genuine) == "genuine"
    assert "byte for byte" in genuine.content.decode()
    assert said(client.post(START, {"code": code, "file": file(plain_pdf() + b" ")})) == "other"
    assert said(client.post(START, {"file": file(plain_pdf())})) == "genuine"
    assert said(client.post(START, {"file": file(b"%PDF-")})) == "unknown"


def test_a_fingerprint_is_enough(client: Client, invoice: Invoice) -> None:
    digest = hashlib.sha256(plain_pdf()).hexdigest()
    spaced = " ".join([digest[:32].upper(), digest[32:]])
    assert said(client.post(START, {"code": invoice.verify_code, "digest": spaced})) == "genuine"
    assert said(client.post(START, {"code": invoice.verify_code, "digest": "0" * 64})) == "other"


def test_the_content_is_never_told(client: Client, invoice: Invoice, anna: User) -> None:
    answers = [
        client.get(reverse("verify", args=[invoice.verify_code])),
        client.post(START, {"code": invoice.verify_code}),
        client.post(START, {"code": invoice.verify_code, "file": file(plain_pdf())}),
        client.post(START, {"code": invoice.verify_code, "file": file(b"x")}),
    ]
    for answer in answers:
        page = answer.content.decode()
        for secret in (invoice.number, invoice.order.number, anna.email, "Nowak", "141", invoice.sha256):
            assert secret not in page
    assert all("November" not in answer.content.decode() for answer in answers if said(answer) != "genuine")


def test_what_is_held_or_waits_is_not_known(client: Client, invoice: Invoice) -> None:
    for state in ("held", "waiting"):
        Invoice.objects.update(state=state, rendered_at=None)
        assert said(client.get(reverse("verify", args=[invoice.verify_code]))) == "unknown"
        assert said(client.post(START, {"file": file(plain_pdf())})) == "unknown"


def test_it_takes_a_code_as_people_type_it() -> None:
    assert plain_code(" 7k2m-oil1 " + "A" * 20) == "7K2M0111" + "A" * 20
    assert plain_code("7k2m") == ""
    assert plain_code("U" * 28) == ""


@pytest.mark.parametrize(
    "form", [{}, {"code": "7k2m"}, {"digest": "abc"}, {"digest": "z" * 64}, {"code": "x" * 5000}, {"file": ""}]
)
def test_a_slip_is_explained_and_nothing_breaks(client: Client, form: dict[str, str]) -> None:
    answer = client.post(START, form)
    assert answer.status_code == 400
    assert answer.context["form"].errors


def test_a_public_page_sets_no_cookie_and_trusts_no_other_site(client: Client, invoice: Invoice) -> None:
    assert not client.get(reverse("verify", args=[invoice.verify_code])).cookies
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START, {"code": invoice.verify_code}).status_code == 200
    assert (
        strict.post(START, {"code": invoice.verify_code}, headers={"Origin": "https://evil.example"}).status_code
        == 403
    )
    other = strict.post(START, {"code": invoice.verify_code}, headers={"Sec-Fetch-Site": "cross-site"})
    assert other.status_code == 403


def test_a_machine_is_slowed_down(client: Client, invoice: Invoice) -> None:
    for _try in range(TRIES):
        assert client.post(START, {"code": invoice.verify_code}).status_code == 200
    assert client.post(START, {"code": invoice.verify_code}).status_code == 429


def test_codes_are_long_and_never_the_same() -> None:
    codes = {Invoice().verify_code for _each in range(100)}
    assert len(codes) == 100
    assert {len(code) for code in codes} == {28}
