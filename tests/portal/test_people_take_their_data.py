"""A copy of everything: asked for, packed, mailed about, taken, gone after a day."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import DataRequest, User
from portal.accounts.privacy.actions import answer_request, sweep_exports
from portal.accounts.privacy.packing import pack
from portal.accounts.privacy.queries import requests_due
from portal.accounts.privacy.registry import Fate, excuses, fates
from portal.accounts.privacy.subject import of_account
from portal.accounts.privacy.walking import personal_models
from portal.notifications.models import Mail
from returns.actions import post_message
from returns.models import Attachment, Case, Upload
from tests.conftest import PASSWORD
from tests.kb.makers import make_article, make_topic
from tests.orders.makers import make_order
from tests.portal.canaries import WORDS, canaries, canary, plant, read_archive

pytestmark = pytest.mark.django_db
DATA = "/account/data/"


def signed_in(user: User) -> Client:
    """And it was just confirmed that it is her: no need to be asked again."""
    client = Client(headers={"user-agent": canary(user, "device")})
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def ask(client: Client, commit: Any) -> DataRequest:
    with commit(execute=True):
        assert client.post(f"{DATA}export/").status_code == 302
    return DataRequest.objects.latest("pk")


def download(client: Client, export: DataRequest) -> bytes:
    return b"".join(client.get(f"{DATA}export/{export.pk}.zip"))  # type: ignore[arg-type]


@pytest.fixture
def article(db: None) -> Any:

    return make_article(make_topic())


def test_every_model_with_a_way_to_a_person_is_answered_for():
    """A new model that fails here wants a line in an area's `fates` (and its part), or a reason in left_out.py."""
    answered = {*fates(), *excuses()}
    assert {label: way for label, way in personal_models(excuses()).items() if label not in answered} == {}


def test_a_model_that_nobody_answers_for_is_found():
    known = {label for label in excuses() if label != "returns.Alarm"}
    assert personal_models(known)["returns.Alarm"] == "case"


def test_what_the_scanner_holds_or_dropped_is_not_in_it(anna: User):
    """A dropped file has no name any more: packing must not fail at that, and a held one is served by no door."""
    order = plant(anna)
    ((case, first),) = [(each.case, each) for each in Attachment.objects.all()]
    held = Attachment.objects.create(
        case=case, message=first.message, file=first.file.name, name="held.jpg", content_type="image/jpeg", size=1,
        sha256="0", created_at=order.placed_at, scan="held",
    )  # fmt: skip
    Attachment.objects.filter(pk=first.pk).update(scan="dropped", file="", thumbnail="")
    Upload.objects.update(scan="dropped", file="", thumbnail="")
    file = BytesIO()
    pack(of_account(anna, timezone.now()), "en", file, timezone.now(), lambda done: None)
    names = ZipFile(file).namelist()
    assert not [name for name in names if name.startswith(f"files/cases/{case.reference}/{held.pk}-")]
    assert not [name for name in names if name.startswith("files/drafts/")]


def test_every_fate_is_known_and_every_excuse_says_why():
    assert all(isinstance(fate, Fate) for fate in fates().values())
    assert [label for label, reason in excuses().items() if len(reason) < 10] == []


def test_her_archive_holds_everything_of_hers_and_nothing_of_bens(
    anna: User, ben: User, article: Any, django_capture_on_commit_callbacks: Any
):
    plant(anna, article, 7001)
    plant(ben, article, 7002)
    client = signed_in(anna)
    said, data, names = read_archive(download(client, ask(client, django_capture_on_commit_callbacks)))
    assert [word for word, text in canaries(anna).items() if text.lower() not in said.lower()] == []
    assert [word for word, text in canaries(ben).items() if text in said] == []
    assert data["orders"]["rows"][0]["number"] == "7001"
    assert data["cases"]["rows"][0]["messages"][0]["body"] == canary(anna, "question")
    assert any(name.endswith(".pdf") for name in names)
    assert any(canary(anna, "photo") in name for name in names)


def test_the_page_reads_like_a_page_in_her_language(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna, None)
    client = signed_in(anna)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/pl{DATA}export/")
    said, _data, names = read_archive(download(client, DataRequest.objects.get()))
    assert '<html lang="pl">' in said
    assert {"index.html", "about.json", "data/account.json"} <= set(names)
    assert "<h1>" in said
    assert said.count("<script") == 0


def test_no_secret_and_no_colleague_is_in_it(anna: User, mia: User, django_capture_on_commit_callbacks: Any):
    plant(anna, None)
    anna.refresh_from_db()

    case = Case.objects.filter(kind="question").get()
    post_message(case, by=mia, body="CannotBeHerNote", now=timezone.now(), internal=True)
    post_message(case, by=mia, body="An answer for her", now=timezone.now())
    client = signed_in(anna)
    said, _data, _names = read_archive(download(client, ask(client, django_capture_on_commit_callbacks)))
    assert "An answer for her" in said
    assert "CannotBeHerNote" not in said
    assert "Mia Lis" not in said
    assert anna.password not in said
    assert "Notes that our colleagues wrote" in said


def test_she_hears_when_it_is_ready(anna: User, django_capture_on_commit_callbacks: Any):
    client = signed_in(anna)
    export = ask(client, django_capture_on_commit_callbacks)
    mail = Mail.objects.get(kind="data_export_ready")
    assert mail.to == anna.email
    assert DATA in mail.text
    assert f"{export.pk}.zip" not in mail.text
    assert "Download my data" in client.get(DATA).content.decode()


def test_asking_twice_packs_once(anna: User, django_capture_on_commit_callbacks: Any):
    client = signed_in(anna)
    with django_capture_on_commit_callbacks():
        client.post(f"{DATA}export/")
        client.post(f"{DATA}export/")
    assert DataRequest.objects.count() == 1
    assert answer_request.call(DataRequest.objects.get().pk)
    assert not answer_request.call(DataRequest.objects.get().pk)


def test_one_whose_worker_was_killed_is_packed_later(
    anna: User, as_user: Any, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks():
        signed_in(anna).post(f"{DATA}export/")
    export = DataRequest.objects.get()
    assert "Packing" in as_user(anna).get(DATA).content.decode()
    assert list(requests_due(timezone.now())) == [export]
    answer_request.call(export.pk)
    export.refresh_from_db()
    assert export.state == DataRequest.State.READY


def test_asking_and_taking_want_to_know_that_it_is_her(
    anna: User, as_user: Any, django_capture_on_commit_callbacks: Any
):
    left_open = as_user(anna)
    answer = left_open.post(f"{DATA}export/")
    assert "/account/reauthenticate/" in answer.url
    assert not DataRequest.objects.exists()
    export = ask(signed_in(anna), django_capture_on_commit_callbacks)
    assert "/account/reauthenticate/" in left_open.get(f"{DATA}export/{export.pk}.zip").url


def test_nobody_else_takes_it(anna: User, ben: User, client: Client, django_capture_on_commit_callbacks: Any):
    export = ask(signed_in(anna), django_capture_on_commit_callbacks)
    assert signed_in(ben).get(f"{DATA}export/{export.pk}.zip").status_code == 404
    assert client.get(f"{DATA}export/{export.pk}.zip").url.startswith("/account/login/")


def test_it_is_gone_after_a_day(anna: User, django_capture_on_commit_callbacks: Any):
    client = signed_in(anna)
    export = ask(client, django_capture_on_commit_callbacks)
    name = str(export.file.name)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert signed_in(anna).get(f"{DATA}export/{export.pk}.zip").status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            assert sweep_exports(timezone.now()) == 1
            assert storages["private"].exists(name), "a file goes after the row that names it"
    assert not storages["private"].exists(name)
    export.refresh_from_db()
    assert export.state == DataRequest.State.DONE
    assert export.finished_at


def test_the_file_is_sent_with_the_headers_of_private_files(anna: User, django_capture_on_commit_callbacks: Any):
    client = signed_in(anna)
    answer = client.get(f"{DATA}export/{ask(client, django_capture_on_commit_callbacks).pk}.zip")
    b"".join(answer)  # type: ignore[arg-type]
    assert "private, no-store" in answer["Cache-Control"]
    assert "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_more_orders_do_not_mean_more_queries(anna: User, django_assert_max_num_queries: Any):

    make_order(anna, 8000)
    with CaptureQueriesContext(connection) as first:
        pack(of_account(anna, timezone.now()), "en", BytesIO(), timezone.now(), lambda done: None)
    for number in range(8001, 8006):
        make_order(anna, number)
    with django_assert_max_num_queries(len(first)):
        pack(of_account(anna, timezone.now()), "en", BytesIO(), timezone.now(), lambda done: None)


def test_there_are_twenty_canaries_and_more():
    assert len(set(WORDS)) >= 20
