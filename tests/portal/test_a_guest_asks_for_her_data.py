"""People without an account: a link to the address, a copy or an erasure; nobody learns what is held from asking."""

import re
import shutil
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as mailbox
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from orders.files import keep
from orders.models import Order
from portal.accounts.models import DataRequest, Kept, KeptLook, User
from portal.accounts.privacy import guests
from portal.accounts.privacy.forgetting import forget_requests
from portal.accounts.privacy.settings import PrivacySettings
from portal.notifications.models import Mail
from tests.conftest import make_user
from tests.orders.makers import make_order
from tests.portal.canaries import read_archive
from tests.portal.test_people_take_their_data import signed_in

pytestmark = pytest.mark.django_db
ASK = "/privacy/data/"
GUEST = "guest@example.com"


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


def ask(client: Client, commit: Any, email: str = GUEST) -> str:
    """The path of the link in the mail; "" when there is none."""
    with commit(execute=True):
        assert client.post(ASK, {"email": email}).url == f"{ASK}sent/"
    mail = Mail.objects.filter(kind="data_link", to=email).last()
    # Its body is emptied once it is sent; what was sent stands in the outbox.
    sent = re.search(r"https://testserver(/privacy/data/[\w-]{43}/)", last_mail(email)) if mail else None
    return sent[1] if sent else ""


def last_mail(email: str) -> str:

    return "\n".join(str(each.body) for each in mailbox.outbox if email in each.to)


def press(client: Client, path: str, what: str, commit: Any) -> Any:
    with commit(execute=True):
        return client.post(path, {"do": what})


def test_she_takes_a_copy_of_what_is_hers(client: Client, django_capture_on_commit_callbacks: Any):
    make_order(None, 1, email=GUEST)
    make_order(None, 2, email="other@example.com")
    path = ask(client, django_capture_on_commit_callbacks)
    page = client.get(path)
    assert GUEST in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    press(client, path, "export", django_capture_on_commit_callbacks)
    assert "Download my data" in client.get(path).content.decode()
    answer = client.get(f"{path}data.zip")
    said, data, _names = read_archive(b"".join(answer))  # type: ignore[arg-type]
    assert [row["number"] for row in data["orders"]["rows"]] == ["1"]
    assert "other@example.com" not in said


def test_she_has_it_erased_and_hears_of_it(client: Client, django_capture_on_commit_callbacks: Any):
    make_order(None, 1, email=GUEST)
    make_order(None, 2, email="other@example.com")
    path = ask(client, django_capture_on_commit_callbacks)
    assert press(client, path, "erase", django_capture_on_commit_callbacks).url == "/privacy/erasing/"
    assert dict(Order.objects.values_list("external_id", "email")) == {"1": "", "2": "other@example.com"}
    assert Mail.objects.get(kind="data_erased").to == GUEST
    request = DataRequest.objects.get()
    assert (request.kind, request.state, request.email) == ("erase", "done", "")
    assert client.get(path).status_code == 404


def test_looking_at_the_link_changes_nothing(client: Client, django_capture_on_commit_callbacks: Any):
    make_order(None, 1, email=GUEST)
    path = ask(client, django_capture_on_commit_callbacks)
    for _time in range(3):
        assert client.get(path).status_code == 200
    assert Order.objects.get().email == GUEST
    assert press(client, path, "nonsense", django_capture_on_commit_callbacks).url == path
    assert DataRequest.objects.get().state == DataRequest.State.ASKED


def test_the_answer_is_the_same_whatever_is_held(client: Client, anna: User, django_capture_on_commit_callbacks: Any):
    make_order(None, 1, email=GUEST)
    answers = []
    for email in (GUEST, anna.email, "nobody@example.com"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(ASK, {"email": email})
        answers.append((answer.status_code, answer.url, answer.content))
    assert len(set(answers)) == 1


def test_who_has_an_account_is_asked_to_sign_in(client: Client, anna: User, django_capture_on_commit_callbacks: Any):
    assert ask(client, django_capture_on_commit_callbacks, anna.email) == ""
    assert Mail.objects.get(kind="data_has_account").to == anna.email
    assert DataRequest.objects.get().token_hash == ""


def test_an_account_made_since_closes_the_link(client: Client, django_capture_on_commit_callbacks: Any):
    path = ask(client, django_capture_on_commit_callbacks)
    make_user(GUEST, "Guest")
    assert client.get(path).status_code == 404


def test_the_link_lasts_a_day_and_made_up_ones_open_nothing(client: Client, django_capture_on_commit_callbacks: Any):
    path = ask(client, django_capture_on_commit_callbacks)
    assert client.get("/privacy/data/" + "a" * 43 + "/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert client.get(path).status_code == 404
        forget_requests(timezone.now(), PrivacySettings())
    assert DataRequest.objects.get().email == ""


def test_the_token_stands_in_the_mail_and_nowhere_else(client: Client, django_capture_on_commit_callbacks: Any):
    token = ask(client, django_capture_on_commit_callbacks).split("/")[3]
    request = DataRequest.objects.get()
    assert token not in str(vars(request))
    assert len(request.token_hash) == 64
    assert token not in Mail.objects.get(kind="data_link").text


def test_nobodys_mailbox_is_flooded(client: Client, django_capture_on_commit_callbacks: Any):
    for _time in range(10):
        client.post(ASK, {"email": GUEST})
    assert "That was a lot of tries" in client.post(ASK, {"email": GUEST}).content.decode()


def test_a_bad_address_gets_a_clear_word(client: Client):
    page = client.post(ASK, {"email": "nobody"}).content.decode()
    assert "Enter a valid email address" in page
    assert 'value="nobody"' in page


def test_an_operator_sends_the_link_for_somebody_on_the_telephone(
    admin_client: Client, client: Client, django_capture_on_commit_callbacks: Any
):
    make_order(None, 1, email=GUEST)
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post("/admin/data-requests/link/", {"email": GUEST})
    assert answer.url == "/admin/data_requests/"
    assert DataRequest.objects.get().asked_by is not None
    assert "/privacy/data/" in last_mail(GUEST)
    page = admin_client.get("/admin/data_requests/").content.decode()
    assert GUEST in page
    assert "Answer by" in page


def test_agents_see_neither_requests_nor_what_is_locked(mia: User, as_user: Any):
    kept = Kept.objects.create(
        label="x",
        object_id="1",
        title="R-1",
        reason="claims",
        basis="b",
        since=timezone.now(),
        content={"a": "secret"},
    )
    client = signed_in(mia)
    for path in ("data_requests/", "data-requests/link/", "kept_records/", f"kept-records/{kept.pk}/open/"):
        answer = client.get(f"/admin/{path}")
        assert answer.status_code in (302, 403), path
        assert "secret" not in answer.content.decode()


def test_whoever_may_open_a_locked_record_says_why_and_it_is_written_down(db: None):
    boss = make_user("boss@example.com", "Boss", is_staff=True, is_superuser=True)
    kept = Kept.objects.create(
        label="x",
        object_id="1",
        title="R-1",
        reason="claims",
        basis="b",
        since=timezone.now(),
        content={"a": "secret"},
        files=[{"file": keep("kept", ".jpg", b"picture"), "name": "photo", "until": "2030-01-01"}],
    )
    client = signed_in(boss)
    path = f"/admin/kept-records/{kept.pk}/open/"
    assert "secret" not in client.get(path).content.decode()
    assert "secret" not in client.post(path, {"why": "short"}).content.decode()
    assert not KeptLook.objects.exists()
    file = f"/admin/kept-records/{kept.pk}/files/0/"
    assert client.get(file).status_code == 404
    assert "secret" in client.post(path, {"why": "Tax audit of 2027"}).content.decode()
    assert KeptLook.objects.get().by == boss
    answer = client.get(file)
    assert b"".join(answer) == b"picture"  # type: ignore[arg-type]
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert signed_in(boss).get(file).status_code == 404
    storages["private"].delete(kept.files[0]["file"])
    assert client.get(file).status_code == 404, "the file is gone"


def test_a_link_whose_job_was_killed_is_sent_later(client: Client, django_capture_on_commit_callbacks: Any):
    with django_capture_on_commit_callbacks():
        client.post(ASK, {"email": GUEST})
    request = DataRequest.objects.get()
    assert list(guests.links_due(timezone.now())) == [request]
    assert guests.send_link.call(request.pk)
    assert not guests.send_link.call(request.pk)
    assert not guests.links_due(timezone.now()).exists()
