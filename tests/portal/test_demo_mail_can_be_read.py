"""A newcomer reads the codes the demo sends; nobody else does."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.http import Http404
from django.test import RequestFactory

from portal.demo.mailbox import mailbox, sent_mail

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def write_mail(folder: Path, *subjects: str) -> None:
    mails = []
    for subject in subjects:
        mail = EmailMultiAlternatives(subject, "Kod: ŻÓŁĆ-42\n<b>no</b>", "shop@example.com", ["anna@example.com"])
        mail.attach_alternative("<p>HTML</p>", "text/html")
        mails.append(mail)
    get_connection(FILE_BACKEND, file_path=str(folder)).send_messages(mails)


def test_mail_is_read_back_newest_first(tmp_path: Path) -> None:
    write_mail(tmp_path, "First", "Zażółć gęślą jaźń")
    mails = sent_mail(tmp_path)
    assert [mail.subject for mail in mails] == ["Zażółć gęślą jaźń", "First"]
    assert mails[0].to == "anna@example.com"
    assert mails[0].text == "Kod: ŻÓŁĆ-42\n<b>no</b>"


def test_a_shop_without_mail_has_an_empty_mailbox(tmp_path: Path) -> None:
    assert sent_mail(tmp_path / "not there yet") == []


@pytest.mark.django_db
def test_the_mailbox_shows_text_and_never_markup(rf: RequestFactory, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.MAIL_TRANSPORT = {"file_path": str(tmp_path)}
    write_mail(tmp_path, "Your code")
    page = mailbox(rf.get("/demo/mail/", headers={"host": "localhost:8000"})).content.decode()
    assert "ŻÓŁĆ-42" in page
    assert "<b>no</b>" not in page


@pytest.mark.parametrize(
    "stranger",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.5"},
        {"HTTP_HOST": "testserver"},
    ],
)
def test_a_stranger_finds_no_mailbox(rf: RequestFactory, settings: Any, stranger: dict[str, str]) -> None:
    settings.DEMO = True
    with pytest.raises(Http404):
        mailbox(rf.get("/demo/mail/", **{"HTTP_HOST": "localhost", **stranger}))


def test_a_real_shop_has_no_mailbox(rf: RequestFactory, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Http404):
        mailbox(rf.get("/demo/mail/", HTTP_HOST="localhost"))
