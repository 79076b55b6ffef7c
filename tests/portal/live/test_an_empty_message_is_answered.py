"""A form that was sent with nothing in it at all, as programs do."""

from collections.abc import Callable

from django.test import Client

from portal.accounts.models import User
from portal.live.door import guest_key
from portal.live.models import Conversation
from tests.portal.live.conftest import OURS


def test_it_is_a_form_with_something_missing(
    anna: User, talk: Conversation, as_user: Callable[[User], Client]
) -> None:
    assert as_user(anna).post(f"/live/{talk.case.reference}/say/", {}, headers=OURS).status_code == 422


def test_a_guests_too(client: Client, talk: Conversation) -> None:
    type(talk.case).objects.filter(pk=talk.case.pk).update(customer=None)
    talk.case.refresh_from_db()
    assert client.post(f"/live/{guest_key(talk.case)}/say/", {}, headers=OURS).status_code == 422
