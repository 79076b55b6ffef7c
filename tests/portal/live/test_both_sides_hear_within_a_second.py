"""Two real clients on a real server, each with a stream of its own."""

import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from urllib3 import PoolManager

from portal.live.hub import hub
from portal.live.talk import actions
from tests.conftest import make_user
from tests.portal.live.conftest import OURS
from tests.returns.makers import make_question

# The promise is a second; a busy machine may take longer to say so than we took.
A_SECOND = 1.0
PATIENCE = 15.0


def session_of(user: Any) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {"Cookie": f"session={client.session.session_key}"}


def wait_for(stream: Any, word: bytes, since: float) -> float:
    """Seconds until the word came."""
    seen = b""
    while time.monotonic() - since < PATIENCE:
        seen += stream.read1(4096) or b""
        if word in seen:
            return time.monotonic() - since
    raise AssertionError(f"{word!r} never came: {seen!r}")


@pytest.mark.django_db(transaction=True)
def test_messages_and_typing_arrive_within_a_second(live_server: LiveServer, settings: Any, mia: Any) -> None:
    settings.LIVE_STREAMS = 10
    anna = make_user("anna@example.com", "Anna Nowak")
    case = make_question(anna, now=timezone.now())
    http = PoolManager(maxsize=6)
    hers, theirs = session_of(anna), session_of(mia)
    base = f"{live_server.url}/live"
    streams = [
        http.request("GET", f"{base}/{case.reference}/stream/", headers=hers, preload_content=False, timeout=PATIENCE),
        http.request("GET", f"{base}/desk/?case={case.reference}", headers=theirs, preload_content=False,
                     timeout=PATIENCE),
    ]  # fmt: skip
    customer, desk = streams
    try:
        wait_for(desk, b'"Anna"', time.monotonic())
        began = time.monotonic()
        http.request("POST", f"{base}/desk/typing/", fields={"case": case.reference, "typing": "1"},
                     headers=theirs | OURS)  # fmt: skip
        took = [wait_for(customer, b'"Mia", "typing": true', began)]
        for key, (stream, person) in enumerate([(customer, mia), (desk, anna)]):
            message = actions.say(case, by=person, body="Hello", key=f"0000000{key}-0000-4000-8000-000000000000",
                                  now=timezone.now())  # fmt: skip
            began = time.monotonic()
            took.append(wait_for(stream, f'"message": {message.pk}'.encode(), began))
        # The one in the middle: a busy machine may stop for breath once.
        assert sorted(took)[1] < A_SECOND
    finally:
        for listener in list(hub.listeners):
            listener.close()
        for stream in streams:
            stream.close()
        http.clear()
        until = time.monotonic() + PATIENCE
        while hub._thread is not None and time.monotonic() < until:
            time.sleep(0.05)
