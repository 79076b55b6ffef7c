"""Files that lie, at every door that takes one: refused in words, or kept as a clean copy of ours; never a page."""

import base64
import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.http import content_disposition_header
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from orders.models import Invoice
from portal.accounts.models import User
from portal.api.keys import make_key
from portal.api.models import ApiKey
from returns.attachments import clean_name, decode
from returns.errors import FileRefused
from returns.models import Attachment, ReturnLabel, Upload
from tests.house.naughty.hostile_files import NAMES, SCRIPT, SECRET, SVG, files, is_clean, polyglots, with_place
from tests.returns.conftest import private_folder
from tests.returns.makers import make_order, make_return, pdf

__all__ = ["private_folder"]
HOSTILE = files()
# At a door that was tried with all of them behind it, a few kinds show that it is that door.
SOME = ("page.jpg", "drawing.svg", "script.pdf", "page.pdf", ".htaccess")


def kept(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_photo_and_no_plain_document_is_refused_in_words(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        decode(SimpleUploadedFile(name, HOSTILE[name], "image/jpeg"))
    assert len(str(refused.value)) > 20


@pytest.mark.parametrize("name", polyglots())
def test_what_hides_in_a_real_one_is_gone(name: str) -> None:
    clean = decode(SimpleUploadedFile(name, polyglots()[name]))
    assert is_clean(clean.content)
    assert is_clean(clean.thumbnail or b"")
    assert clean.content_type in {"image/jpeg", "application/pdf"}


def test_a_name_is_one_short_line_and_leads_nowhere() -> None:
    assert len(NAMES) > 40
    for name in NAMES:
        shown = clean_name(name, "image/jpeg")
        assert shown.endswith(".jpg")
        assert len(shown.encode()) <= 500
        assert not set(shown) & set("/\\\r\n\0\u200b\u202e")
        assert not shown.startswith((".", "-rf ."))
        header = content_disposition_header(as_attachment=True, filename=shown)
        assert header is not None
        assert "\n" not in header


@pytest.fixture
def doors(anna: User, mia: User, private_folder: Path) -> dict[str, Any]:
    """By name: a function that sends a file, and gives the answer."""
    order = make_order(anna)
    case, asked = make_return(anna, order), make_return(anna)
    customer, agent, shop = Client(), Client(), Client()
    customer.force_login(anna)
    agent.force_login(mia)
    secret = make_key("its own system", "test", ApiKey.Scope.values)[1]
    headers = {"authorization": f"Bearer {secret}"}

    def form(client: Client, address: str, field: str, **more: Any) -> Any:
        return lambda file: client.post(address, {field: file, **more})

    label = json.dumps
    return {
        "photos ahead of a form": form(customer, "/cases/files/", "photos", submission_key=str(uuid4())),
        "a question": form(
            customer, "/contact/", "photos", submission_key=str(uuid4()), subject="Mug", body="It leaks.", order=""
        ),
        "an answer": form(customer, f"/cases/{asked.reference}/", "photos", submission_key=str(uuid4()), body="Look."),
        "a receipt": form(customer, f"/cases/{case.reference}/proof/", "photos", submission_key=str(uuid4())),
        "an agent's answer": form(
            agent, f"/admin/cases/{asked.reference}/", "files", body="Look.", version=1, seen=0, key=str(uuid4())
        ),
        "an agent's label": form(agent, f"/admin/cases/{case.reference}/label/", "file", version=1),
        "a shop's label": lambda file: shop.put(
            f"/api/v1/cases/{case.reference}/label",
            label({"file": base64.b64encode(file.read()).decode(), "carrier": "dpd"}),
            content_type="application/json",
            headers=headers,
        ),
        "a shop's invoice": lambda file: shop.post(
            f"/api/v1/orders/test/{order.external_id}/invoices/files",
            {"number": "FV/1", "issued_date": "2026-11-23", "kind": "invoice", "pdf": file},
            headers=headers,
        ),
        "an invoice from KSeF": lambda file: operator(mia).post("/admin/invoices/from-ksef/", {"xml": file}),
        "a document to compare": form(Client(headers={"sec-fetch-site": "same-origin"}), "/verify/", "file"),
    }


def operator(mia: User) -> Client:
    mia.is_superuser = True
    mia.save()
    client = Client()
    client.force_login(mia)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("name", SOME)
def test_every_door_refuses_it_and_keeps_nothing(doors: dict[str, Any], private_folder: Path, name: str) -> None:
    before = kept(private_folder)
    for door, send in doors.items():
        answer = send(SimpleUploadedFile(name, HOSTILE[name], "image/jpeg"))
        assert answer.status_code < 500, door
        assert SCRIPT not in answer.content, door
    assert kept(private_folder) == before
    assert not Attachment.objects.exists()
    assert not Upload.objects.exists()
    assert not ReturnLabel.objects.exists()
    assert not Invoice.objects.exists()


@pytest.mark.django_db
def test_a_real_file_gets_in_by_the_same_doors(doors: dict[str, Any]) -> None:
    """Otherwise the doors of the last test might just be shut."""
    taken = {door: send(SimpleUploadedFile("bill.pdf", pdf(), "application/pdf")) for door, send in doors.items()}
    assert Attachment.objects.count() + Upload.objects.count() >= 4, {
        door: each.status_code for door, each in taken.items()
    }
    assert ReturnLabel.objects.exists()
    assert Invoice.objects.exists()


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["drawing.svg", "drawing.jpg", "page.jpg", "eps.jpg", "bomb.png", "mvg.jpg"])
def test_an_editor_puts_no_hostile_picture_in(eva: User, as_user: Any, media: Path, name: str) -> None:
    editor = as_user(eva)
    for address, field in (("/admin/images/add/", "file"), ("/admin/images/multiple/add/", "files[]")):
        answer = editor.post(address, {"title": "x", field: SimpleUploadedFile(name, HOSTILE[name], "image/png")},
                             headers={"x-requested-with": "XMLHttpRequest"})  # fmt: skip
        assert answer.status_code < 500
    assert not get_image_model().objects.exists()


@pytest.mark.django_db
def test_an_editors_photo_is_shown_without_its_place(eva: User, as_user: Any, media: Path) -> None:
    as_user(eva).post("/admin/images/add/", {"title": "x", "file": SimpleUploadedFile("a.jpg", with_place())})
    picture = get_image_model().objects.get()
    with picture.get_rendition("width-40").file.open() as shown:
        assert SECRET not in shown.read()


@pytest.mark.django_db
def test_an_editors_document_never_runs_as_a_page(eva: User, as_user: Any, media: Path) -> None:
    for name, content in (("page.html", SCRIPT), ("drawing.svg", SVG), ("page.pdf", SCRIPT), ("page.txt", SCRIPT)):
        as_user(eva).post("/admin/documents/add/", {"title": name, "file": io_file(name, content)})
    assert set(get_document_model().objects.values_list("title", flat=True)) <= {"page.pdf", "page.txt"}
    for document in get_document_model().objects.all():
        answer = as_user(eva).get(document.url)
        assert b"".join(answer.streaming_content) in {SCRIPT, SVG}
        assert answer["Content-Type"].split(";")[0] in {"application/pdf", "text/plain"}
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def io_file(name: str, content: bytes) -> Any:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.django_db
def test_staff_have_no_picture_of_their_own_to_upload(eva: User, as_user: Any, media: Path) -> None:
    """Names are enough at the desk; one door less for files."""
    page = as_user(eva).get("/admin/account/")
    assert 'type="file"' not in page.content.decode()
    as_user(eva).post("/admin/account/", {"avatar-avatar": SimpleUploadedFile("a.svg", SVG)})
    assert kept(media) == []
