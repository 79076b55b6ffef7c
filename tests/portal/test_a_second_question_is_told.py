"""What was split off a case says so by mail, and where each message was before stands in the customer's thread."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from returns.actions import post_message
from returns.joining.splitting import split
from returns.models import Case
from tests.portal.desk.conftest import ask


@pytest.mark.django_db(transaction=True)
def test_the_customer_reads_why_there_is_a_second_number(anna: User, mia: User, as_user: Any) -> None:
    case = ask(anna)
    second = post_message(case, by=anna, body="Also: where is my invoice?", now=timezone.now())
    mail.outbox.clear()
    version = Case.objects.get(pk=case.pk).version
    new = split(case, by=mia, messages=[second.pk], subject="Invoice", now=timezone.now(), version=version)
    letter = next(each for each in mail.outbox if new.reference in each.subject)
    assert "second question" in letter.subject
    assert "You wrote about two things." in letter.body
    assert f"stays in {case.reference}" in letter.body
    assert "We answer it by" in letter.body
    page = as_user(anna).get(reverse("cases:detail", args=[new.reference])).content.decode()
    assert f"from {case.reference}" in page
