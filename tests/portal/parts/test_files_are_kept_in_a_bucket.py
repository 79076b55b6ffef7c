"""FILES_URL=s3://…: what is kept on a disk otherwise, in one private bucket that nobody gets an address of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex

from kb.models import ArticlePage, TopicPage
from orders.actions import issue_invoice
from orders.documents.sweeping import sweep_documents
from orders.files import discard, keep, keep_as, keep_stream
from orders.models import Invoice
from portal.accounts.models import Erasure, User
from portal.accounts.privacy import journal
from portal.parts.away import PartAway
from portal.parts.s3 import InBucket
from returns import actions
from returns.attachments import reach_the_disk
from tests.kb.makers import make_article, make_topic
from tests.orders.makers import PLACED, make_order
from tests.portal.parts.conftest import S3
from tests.returns.makers import NOW, make_return, upload

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PDF = b"%PDF-1.7 the invoice of Anna"


def issued(anna: User) -> Invoice:
    order = make_order(anna)
    invoice = issue_invoice(order, "FV/2026/11/0042", PLACED.date(), "pl")
    name = keep("invoices", ".pdf", PDF)
    Invoice.objects.filter(pk=invoice.pk).update(file=name, state=Invoice.State.READY, rendered_at=timezone.now())
    invoice.refresh_from_db()
    return invoice


def taken(answer: Any) -> bytes:
    """Reading to the end closes the file."""
    return b"".join(answer)


def test_an_invoice_is_hers_alone_and_has_the_headers_of_private_files(
    s3: S3, anna: User, ben: User, as_user: SignIn
) -> None:
    invoice = issued(anna)
    assert s3.keys() == [f"private/{invoice.file.name}"]
    address = reverse("orders:invoice", args=[invoice.order.slug, invoice.slug])
    assert as_user(ben).get(address).status_code == 404
    answer = as_user(anna).get(address)
    assert taken(answer) == PDF
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_is_gone_is_told_as_on_a_disk(s3: S3, anna: User, as_user: SignIn) -> None:
    invoice = issued(anna)
    discard(str(invoice.file.name))
    answer = as_user(anna).get(reverse("orders:invoice", args=[invoice.order.slug, invoice.slug]))
    assert answer.status_code == 503
    with pytest.raises(FileNotFoundError):
        storages["private"].open("invoices/none.pdf")
    with pytest.raises(FileNotFoundError):
        storages["private"].get_modified_time("invoices/none.pdf")


def test_private_files_have_no_address(s3: S3) -> None:
    name = keep("invoices", ".pdf", PDF)
    with pytest.raises(ValueError, match="no address"):
        storages["private"].url(name)
    answer = s3.client.get_object_acl(Bucket=s3.bucket, Key=f"private/{name}")
    assert [grant["Grantee"]["Type"] for grant in answer["Grants"]] == ["CanonicalUser"], "nobody but the owner"


def test_a_kept_file_is_replaced_in_one_step(s3: S3) -> None:
    assert keep_as("papers/1/a.pdf", b"old") == "papers/1/a.pdf"
    assert keep_as("papers/1/a.pdf", b"new") == "papers/1/a.pdf"
    assert s3.keys() == ["private/papers/1/a.pdf"]
    with storages["private"].open("papers/1/a.pdf") as kept:
        assert kept.read() == b"new"
    reach_the_disk(storages["private"], "papers/1/a.pdf")


def test_what_is_saved_never_overwrites(s3: S3) -> None:
    first = storages["private"].save("cases/ab/one.jpg", ContentFile(b"first"))
    second = storages["private"].save("cases/ab/one.jpg", ContentFile(b"second"))
    assert first != second
    with storages["private"].open(first) as kept:
        assert kept.read() == b"first"


def test_large_files_are_streamed_both_ways(s3: S3) -> None:
    large = b"0123456789abcdef" * (9 * 65536)
    name = keep_stream("archives", ".zip", ContentFile(large))
    with storages["private"].open(name) as kept:
        assert b"".join(kept.chunks()) == large
    assert storages["private"].size(name) == len(large)


def test_pictures_of_customers_go_in_and_come_out(s3: S3, anna: User, ben: User, as_user: SignIn) -> None:
    key = uuid4()
    case = make_return(anna)
    assert actions.keep_uploads(by=anna, key=key, files=[upload()], now=NOW) == []
    actions.post_message(case, by=anna, body="", key=key, now=NOW)
    sent = case.attachments.get()
    address = reverse("cases:attachment", args=[case.reference, sent.pk, "small"])
    answer = as_user(anna).get(address)
    assert taken(answer).startswith(b"\xff\xd8")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert as_user(ben).get(address).status_code == 404
    assert len(s3.keys()) == 2
    assert actions.sweep_files(timezone.now() + timedelta(days=400)) == 0, "what a row names stays"


def test_files_that_no_row_names_are_swept(s3: S3, anna: User) -> None:
    invoice = issued(anna)
    stray = keep("invoices", ".pdf", b"of a killed worker")
    storages["private"].save("cases/ab/stray.jpg", ContentFile(b"x"))
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    hour = int(stray.split("/")[1], 16) % 24
    own = int(str(invoice.file.name).split("/")[1], 16) % 24
    for each in {hour, own}:
        sweep_documents(tomorrow.replace(hour=each))
    actions.sweep_files(tomorrow)
    assert s3.keys() == [f"private/{invoice.file.name}"]


def test_folders_are_there_when_something_lies_in_them(s3: S3) -> None:
    storage = storages["private"]
    assert not storage.exists("labels")
    assert storage.listdir("labels") == ([], [])
    name = keep("labels", ".pdf", b"x")
    assert storage.exists("labels")
    assert storage.listdir("labels")[0] == [name.split("/")[1]]
    assert not storage.exists("label")


@pytest.fixture
def topic(db: None) -> TopicPage:
    return make_topic("Goods")


def test_pictures_of_articles_come_through_our_door(s3: S3, topic: TopicPage, client: Client) -> None:
    image = Image.objects.create(title="Warehouse", file=get_test_image_file())
    body = [{"type": "image", "value": {"image": image.pk, "alt": "Shelves", "caption": ""}}]
    article = make_article(topic, "Shelves", body=ArticlePage.body.field.stream_block.to_python(body))
    ReferenceIndex.create_or_update_for_object(article)
    address = image.get_rendition("width-100").url
    assert address.startswith("/media/images/")
    answer = client.get(address)
    assert taken(answer)[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"RIFF")
    assert "public" in answer["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    article.unpublish()
    assert client.get(address).status_code == 404


def test_documents_of_articles_are_never_sent_elsewhere(s3: S3, topic: TopicPage, client: Client) -> None:
    paper = Document(title="Price list")
    paper.file.save("prices.txt", ContentFile(b"what we really pay"))
    answer = client.get(paper.url)
    assert answer.status_code == 404, "no live article shows it"
    body = [{"type": "file", "value": {"document": paper.pk, "title": ""}}]
    article = make_article(topic, "Prices", body=ArticlePage.body.field.stream_block.to_python(body))
    ReferenceIndex.create_or_update_for_object(article)
    answer = client.get(paper.url)
    assert answer.status_code == 200
    assert taken(answer) == b"what we really pay"
    assert client.get(f"/media/{paper.file.name}").status_code == 404


def test_the_list_of_erasures_needs_no_disk(s3: S3, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    row = Erasure.objects.create(user_hash="u" * 64, address_hashes=["a" * 64], erased_at=timezone.now())
    assert journal.catch_up() == 1
    assert s3.keys() == [f"private/erasures/{row.key}.json"]
    assert list(tmp_path.iterdir()) == []
    Erasure.objects.all().delete()
    [entry] = journal.entries()
    assert (entry.key, entry.user_hash, entry.address_hashes) == (str(row.key), "u" * 64, frozenset(["a" * 64]))


def test_a_store_that_is_away_is_said_and_nothing_is_lost(
    s3: S3, anna: User, as_user: SignIn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = issued(anna)
    bucket: InBucket = storages["private"]
    gone = InBucket(bucket_name=s3.bucket, access_key="k", secret_key="s", endpoint_url="http://127.0.0.1:9")
    with pytest.raises(PartAway):
        gone.exists("a.pdf")
    with pytest.raises(PartAway):
        gone.save("a.pdf", ContentFile(b"x"))
    monkeypatch.setattr(bucket, "_connections", gone._connections)
    monkeypatch.setattr(bucket, "endpoint_url", "http://127.0.0.1:9")
    monkeypatch.setattr(bucket, "_bucket", None)
    answer = as_user(anna).get(reverse("orders:invoice", args=[invoice.order.slug, invoice.slug]))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_the_secret_is_in_no_representation(s3: S3) -> None:
    assert "secret/1" not in repr(storages["private"])
    assert django_settings.STORAGES["private"]["OPTIONS"]["secret_key"] == "secret/1"
