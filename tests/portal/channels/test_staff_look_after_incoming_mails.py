"""Staff see what came in by mail and why it could not be placed; only a right signature ever places it."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.env_mail import MailIn
from portal.mail_in.actions import receive
from portal.mail_in.models import IncomingMail
from portal.mail_in.polling import LOOKED
from tests.portal.channels.mails import a_mail
from tests.returns.makers import make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers_come_by_mail")]
LIST = "/admin/incoming_mails/"


def test_an_agent_sees_what_could_not_be_placed_and_why(mia: User, as_user: Any) -> None:
    receive(a_mail(None, "Where is <b>my</b> parcel?", Subject="Parcel <i>1</i>").as_bytes(), (), timezone.now())
    mail = IncomingMail.objects.get()
    page = as_user(mia).get(LIST).content.decode()
    assert "Parcel &lt;i&gt;1&lt;/i&gt;" in page
    assert "It went to no address that we gave out." in page
    text = as_user(mia).get(f"/admin/incoming-mails/{mail.pk}/text/").content.decode()
    assert "Where is &lt;b&gt;my&lt;/b&gt; parcel?" in text
    assert "nothing proves that" in text


def test_trying_again_places_no_mail_without_a_signature(mia: User, as_user: Any) -> None:
    receive(a_mail(None).as_bytes(), (), timezone.now())
    mail = IncomingMail.objects.get()
    assert as_user(mia).get(f"/admin/incoming-mails/{mail.pk}/again/").status_code == 200
    page = as_user(mia).post(f"/admin/incoming-mails/{mail.pk}/again/", follow=True).content.decode()
    assert "It still belongs to no case" in page
    mail.refresh_from_db()
    assert mail.state == "unplaced"


def test_trying_again_reads_what_was_given_up(anna: User, mia: User, as_user: Any) -> None:
    case = make_question(anna)
    receive(a_mail(case).as_bytes(), (), timezone.now())
    IncomingMail.objects.update(state="dead", reason="failed", due_at=None)
    mail = IncomingMail.objects.get()
    page = as_user(mia).post(f"/admin/incoming-mails/{mail.pk}/again/", follow=True).content.decode()
    assert "1 mail is read again now." in page
    mail.refresh_from_db()
    assert mail.state == "applied"
    assert case.messages.count() == 2


def test_the_list_says_whether_mail_comes_in_at_all(mia: User, as_user: Any, settings: Any) -> None:
    client = as_user(mia)
    assert "switched off" in client.get(LIST).content.decode()
    settings.MAIL_IN = MailIn("imaps", "mail.example", user="a", password="b")
    assert "Nobody has looked into the mailbox yet" in client.get(LIST).content.decode()
    cache.set(LOOKED, {"at": "2026-11-23T10:00:00+00:00", "error": "TimeoutError"})
    assert "could not be read at 2026-11-23 11:00 (TimeoutError)" in client.get(LIST).content.decode()


def test_editors_and_customers_see_none_of_it(anna: User, eva: User, as_user: Any) -> None:
    receive(a_mail(None).as_bytes(), (), timezone.now())
    pk = IncomingMail.objects.get().pk
    for person in (anna, eva):
        for address in (LIST, f"/admin/incoming-mails/{pk}/text/", f"/admin/incoming-mails/{pk}/again/"):
            assert as_user(person).get(address).status_code in (302, 403)


def test_the_list_asks_no_more_for_more(anna: User, mia: User, as_user: Any) -> None:
    client = as_user(mia)

    def queries(number: int) -> int:
        for _one in range(number):
            receive(a_mail(make_question(anna)).as_bytes(), (), timezone.now())
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    queries(1)
    assert queries(2) == queries(8)
