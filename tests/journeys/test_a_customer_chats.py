"""Journey: a customer on a phone and an agent at the desk talk; both see each other's words without a reload."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.live import offers
from portal.live.hub import hub
from portal.live.talk import actions
from returns.models import Case
from tests.journeys.conftest import PHONE


def keep(page: Page, name: str) -> None:
    """Pictures for whoever wants to look: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)


@pytest.mark.usefixtures("transactional_db")
def test_both_see_messages_and_typing_as_they_come(
    a_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    settings: Any,
    anna: User,
    mia: User,
) -> None:
    settings.LIVE_STREAMS = 10
    offers.forget()
    actions.switch(mia, True, timezone.now())
    desk, phone = a_page(), a_page(viewport=PHONE, has_touch=True, is_mobile=True)
    try:
        sign_in(desk, mia)
        desk.goto("/admin/live/")
        expect(desk.get_by_text("Nobody is waiting.")).to_be_visible()
        sign_in(phone, anna)
        phone.goto("/live/")
        accessible(phone)
        keep(phone, "start-390")
        phone.get_by_label("What can we do for you?").fill("Does the blue lid fit the small pot?")
        phone.get_by_role("button", name="Start the conversation").click()
        expect(phone.get_by_text("We are getting somebody for you.")).to_be_visible()
        keep(phone, "waiting-390")
        expect(desk.get_by_text("Does the blue lid fit")).to_be_visible()
        keep(desk, "list-1280")
        accessible(desk)
        desk.get_by_role("button", name="Accept").click()
        expect(desk.get_by_text("You are talking with this customer.")).to_be_visible()
        expect(phone.get_by_text("is talking with you")).to_be_visible()
        answer = desk.get_by_label("Your answer")
        answer.press_sequentially("Hello Anna,", delay=20)
        expect(phone.get_by_text("Mia is typing")).to_be_visible()
        answer.press_sequentially(" it does.")
        desk.get_by_role("button", name="Send").click()
        expect(phone.get_by_role("log").get_by_text("Hello Anna, it does.")).to_be_visible()
        phone.get_by_label("Your message").press_sequentially("Thank you", delay=20)
        expect(desk.get_by_text("Anna is writing")).to_be_visible()
        phone.get_by_role("button", name="Send").click()
        expect(desk.get_by_role("log").get_by_text("Thank you")).to_be_visible()
        expect(phone.get_by_label("Your message")).to_have_value("")
        accessible(phone)
        accessible(desk)
        keep(phone, "talk-390")
        keep(desk, "talk-1280")
        phone.get_by_role("button", name="End the conversation").click()
        expect(phone.get_by_text("The conversation has ended.")).to_be_visible()
        expect(desk.get_by_text("The conversation is over.")).to_be_visible()
    finally:
        for listener in list(hub.listeners):
            listener.close()
    case = Case.objects.get()
    assert (case.way, case.assignee, case.messages.count()) == ("live", mia, 3)
