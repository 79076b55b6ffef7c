"""Nothing is printed unless a test is about it: a page of paper costs two seconds."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def quick_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_paper" not in request.fixturenames:
        monkeypatch.setattr("returns.withdrawing.paper.make_pdf", lambda html, kind: b"%PDF-" + html.encode())


@pytest.fixture
def real_paper() -> None:
    """The press prints."""


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Any:
    """with at_once(): what is done after a commit is done, the queue's jobs too."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
