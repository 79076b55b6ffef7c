from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from tests.portal.channels.ears import Ear


@pytest.fixture
def answers_come_by_mail(settings: Any) -> None:
    settings.MAIL_REPLY = ("reply", "shop.example")


@pytest.fixture
def ear(settings: Any) -> Iterator[Any]:
    """ear.heard is what came; ear.answers what it says, then 204."""
    settings.DEBUG = True  # it stands on this machine and speaks http
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ThisEar", (Ear,), {"answers": [], "heard": []}))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    handler: Any = server.RequestHandlerClass
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{server.server_port}/hook", heard=handler.heard, answers=handler.answers
    )
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """told(action): it happens and is told as in life."""

    def run(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action()

    return run
