"""A live conversation is a case like any other: nobody is told twice, nothing is lost, nobody repeats themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.live import door, offers, rules
from portal.live.errors import NobodyThere, SomebodyElse
from portal.live.mails import tell_what_was_missed
from portal.live.models import Availability, Conversation, LiveSettings
from portal.live.talk import actions, queries
from portal.live.talk.due import look_after
from portal.live.talk.forms import subject_of
from portal.notifications.models import Mail
from returns.actions import post_message
from returns.models import Case, Message, Way
from tests.portal.live.conftest import OURS
from tests.returns.makers import make_question

pytestmark = pytest.mark.django_db
State, End = Conversation.State, Conversation.End


@pytest.fixture(autouse=True)
def news_go_out(django_capture_on_commit_callbacks: Any) -> Any:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        yield callbacks


def fresh(talk: Conversation) -> Conversation:
    return Conversation.objects.select_related("case", "agent").get(pk=talk.pk)


def ask(client: Client, **data: str) -> Any:
    return client.post("/live/", {"body": "Does the lid fit?\nThe blue one."} | data, headers=OURS)


def test_a_member_begins_and_it_is_an_ordinary_case(as_user: Any, anna: User, mia_is_here: User) -> None:
    client = as_user(anna)
    assert "Somebody is here" in client.get("/live/").content.decode()
    answer = ask(client)
    case = Case.objects.get()
    assert answer["Location"] == f"/live/{case.reference}/"
    assert (case.way, case.kind, case.customer, case.subject) == ("live", "question", anna, "Does the lid fit?")
    assert case.conversations.get().state == State.WAITING
    assert case.due_at is not None
    ask(client)
    assert Case.objects.count() == 1, "the same form twice"


def test_with_nobody_there_the_page_promises_a_time_and_nothing_is_lost(
    as_user: Any, anna: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_user(anna)
    assert "Nobody is here" in client.get("/live/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = client.get(ask(client)["Location"]).content.decode()
    case = Case.objects.get()
    assert "Nobody is free just now" in page
    assert case.reference in page
    assert case.conversations.get().end == End.NOBODY
    assert Mail.objects.get().kind == "case_opened"


def test_a_guest_needs_an_address_only_and_gets_a_link(mia_is_here: User) -> None:
    client = Client()
    page = client.get("/live/")
    assert not page.cookies
    assert ask(client).status_code == 422
    answer = ask(client, email="gast@example.com")
    case = Case.objects.get()
    assert case.customer is None
    assert ":" in answer["Location"]
    assert not answer.cookies
    page = client.get(answer["Location"])
    assert "Does the lid fit?" in page.content.decode()
    assert "strict-origin" in page["Referrer-Policy"]
    assert 'name="photos"' in page.content.decode(), "photos need no account"
    said = client.post(answer["Location"] + "say/", {"body": "And?", "submission_key": str(case.submission_key)},
                       headers=OURS)  # fmt: skip
    assert said.status_code == 302
    assert case.messages.last().author == Message.Author.CUSTOMER


def test_a_form_of_another_site_begins_nothing(as_user: Any, anna: User, mia_is_here: User) -> None:
    answer = as_user(anna).post("/live/", {"body": "Hm"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Case.objects.exists()


def test_strangers_cannot_flood_an_address(mia_is_here: User) -> None:
    for number in range(7):
        ask(Client(), email="gast@example.com", body=f"Question {number}")
    assert Case.objects.count() == 5


def test_one_agent_wins(talk: Conversation, mia: User, colleague: User) -> None:
    actions.accept(talk, by=mia, now=timezone.now())
    with pytest.raises(SomebodyElse, match="Mia was faster"):
        actions.accept(talk, by=colleague, now=timezone.now())
    assert actions.accept(talk, by=mia, now=timezone.now()).agent == mia
    talk = fresh(talk)
    assert (talk.state, talk.agent, talk.case.assignee) == (State.TALKING, mia, mia)
    assert list(talk.case.events.values_list("verb", flat=True)).count("live") == 1


def test_one_conversation_a_case_at_a_time(talk: Conversation) -> None:
    assert actions.begin(talk.case, timezone.now()) == talk


def test_it_is_handed_over_to_somebody_who_is_there(talk: Conversation, mia: User, colleague: User) -> None:
    now = timezone.now()
    talk = actions.accept(talk, by=mia, now=now)
    with pytest.raises(NobodyThere):
        actions.hand_over(talk, by=mia, to=colleague, now=now)
    actions.switch(colleague, True, now)
    actions.hand_over(talk, by=mia, to=colleague, now=now)
    assert fresh(talk).agent == colleague
    with pytest.raises(SomebodyElse):
        actions.hand_over(talk, by=mia, to=None, now=now)
    actions.hand_over(fresh(talk), by=colleague, to=None, now=now)
    assert (fresh(talk).state, fresh(talk).agent) == (State.WAITING, None)


def test_an_agent_with_full_hands_gets_no_more(talk: Conversation, mia: User) -> None:
    LiveSettings.objects.update_or_create(defaults={"most_at_once": 1})
    assert queries.is_open(timezone.now()) is True
    actions.accept(talk, by=mia, now=timezone.now())
    assert actions.free_agents(timezone.now()) == []


def test_who_ends_it_first_ends_it_and_the_case_goes_on(talk: Conversation, anna: User, mia: User) -> None:
    now = timezone.now()
    talk = actions.accept(talk, by=mia, now=now)
    assert actions.end(talk, by=anna, how=End.CUSTOMER, now=now)
    assert not actions.end(talk, by=mia, how=End.AGENT, now=now)
    assert fresh(talk).end == End.CUSTOMER
    assert talk.case.events.filter(verb="live_end").get().data["messages"] >= 0
    actions.say(talk.case, by=anna, body="One more thing", key=talk.case.submission_key, now=now)
    assert talk.case.messages.last().way == Way.LIVE


def test_who_waited_too_long_is_promised_a_time(talk: Conversation, as_user: Any, anna: User) -> None:
    look_after(timezone.now())
    assert fresh(talk).is_running
    Conversation.objects.update(waits_since=timezone.now() - timedelta(minutes=4))
    assert "Nobody is free" in as_user(anna).get(f"/live/{talk.case.reference}/").content.decode()
    assert fresh(talk).end == End.NOBODY


def test_when_the_agents_pages_are_gone_the_customer_waits_for_another_one(talk: Conversation, mia: User) -> None:
    actions.accept(talk, by=mia, now=timezone.now())
    look_after(timezone.now())
    assert fresh(talk).state == State.TALKING
    Availability.objects.update(seen_at=timezone.now() - rules.AVAILABLE)
    look_after(timezone.now())
    assert (fresh(talk).state, fresh(talk).agent) == (State.WAITING, None)


def test_when_the_customer_is_gone_it_ends(talk: Conversation, mia: User) -> None:
    actions.accept(talk, by=mia, now=timezone.now())
    now = timezone.now() + rules.CUSTOMER_GONE
    actions.switch(mia, True, now)
    look_after(now + timedelta(seconds=1))
    assert fresh(talk).end == End.LEFT


def test_what_she_saw_goes_by_no_mail(talk: Conversation, as_user: Any, anna: User, mia: User) -> None:
    actions.say(talk.case, by=mia, body="Yes.", key=talk.case.submission_key, now=timezone.now())
    as_user(anna).get(f"/live/{talk.case.reference}/part/")
    assert tell_what_was_missed(timezone.now() + timedelta(minutes=10)) == 0
    assert {mail.state for mail in Mail.objects.filter(kind="case_answered")} == {Mail.State.UNWANTED}


def test_what_she_missed_comes_in_one_mail_after_some_minutes(talk: Conversation, mia: User) -> None:
    for body in ("Yes.", "The blue one, too."):
        post_message(talk.case, by=mia, body=body, now=timezone.now())
    assert tell_what_was_missed(timezone.now()) == 0
    assert tell_what_was_missed(timezone.now() + timedelta(minutes=4)) == 1
    assert tell_what_was_missed(timezone.now() + timedelta(minutes=5)) == 0
    sent = Mail.objects.exclude(state=Mail.State.UNWANTED).get(kind="case_answered")
    assert "Yes." in sent.text
    assert "The blue one" in sent.text


def test_a_tab_nobody_looks_at_has_seen_nothing(talk: Conversation, as_user: Any, anna: User) -> None:
    before = fresh(talk).customer_seen_at
    as_user(anna).get(f"/live/{talk.case.reference}/part/?away=1")
    assert fresh(talk).customer_seen_at == before
    as_user(anna).get(f"/live/{talk.case.reference}/part/")
    assert fresh(talk).customer_seen_at > before


def test_the_case_page_leads_to_the_conversation_or_begins_one(
    as_user: Any, anna: User, question: Case, mia: User
) -> None:
    client, address = as_user(anna), f"/cases/{question.reference}/"
    assert "Chat with us now" not in client.get(address).content.decode()
    actions.switch(mia, True, timezone.now())
    offers.forget()
    assert "Chat with us now" in client.get(address).content.decode()
    client.post(f"/live/{question.reference}/again/", headers=OURS)
    assert "Go to the conversation" in client.get(address).content.decode()
    assert Case.objects.count() == 1


def test_help_pages_offer_it_only_while_somebody_is_there(client: Client, mia: User) -> None:
    closed = client.get("/live/open/")
    assert closed.content.strip() == b""
    actions.switch(mia, True, timezone.now())
    offers.forget()
    assert "Chat with us now" in client.get("/live/open/").content.decode()
    assert not client.cookies
    LiveSettings.objects.update_or_create(defaults={"is_on": False})
    offers.forget()
    assert client.get("/live/open/").content.strip() == b""


def test_agents_see_who_waits_and_accept(talk: Conversation, as_user: Any, mia: User, anna: User) -> None:
    desk = as_user(mia)
    page = desk.get("/admin/live/").content.decode()
    assert "You are available" in page
    assert anna.name in page
    desk.post(f"/admin/live/{talk.case.reference}/accept/")
    page = desk.get(f"/admin/live/{talk.case.reference}/").content.decode()
    assert "You are talking with this customer" in page
    sent = {"body": "Hello Anna", "submission_key": str(talk.case.submission_key)}
    part = desk.post(f"/admin/live/{talk.case.reference}/", sent, headers={"X-Live": "1"}).content.decode()
    assert "Hello Anna" in part
    assert "<html" not in part
    assert "Mia" in as_user(anna).get(f"/live/{talk.case.reference}/").content.decode()
    desk.post(f"/admin/live/{talk.case.reference}/end/")
    assert fresh(talk).end == End.AGENT


@pytest.mark.parametrize("end", ["", "part/"])
def test_an_agent_who_asks_herself_is_a_customer_at_the_desk_too(
    as_user: Any, mia: User, colleague: User, end: str
) -> None:
    case = make_question(mia, now=timezone.now())
    post_message(case, by=colleague, body="She gets a voucher at most.", now=timezone.now(), internal=True)
    page = as_user(mia).get(f"/admin/live/{case.reference}/{end}", follow=True)
    assert page.redirect_chain[-1][0] == f"/live/{case.reference}/"
    assert "voucher" not in page.content.decode()
    assert "voucher" in as_user(colleague).get(f"/admin/live/{case.reference}/{end}").content.decode()


def test_nobody_accepts_or_answers_her_own_question(as_user: Any, mia_is_here: User, colleague: User) -> None:
    actions.switch(colleague, True, timezone.now())
    talk = actions.begin(make_question(mia_is_here, now=timezone.now()), timezone.now())
    hers, theirs = as_user(mia_is_here), as_user(colleague)
    assert "Your own question" in hers.get("/admin/live/").content.decode()
    assert "Your own question" not in theirs.get("/admin/live/").content.decode()
    hers.post(f"/admin/live/{talk.case.reference}/accept/")
    hers.post(f"/admin/live/{talk.case.reference}/", {"body": "Yes.", "submission_key": str(talk.case.submission_key)})
    assert fresh(talk).state == State.WAITING
    assert not talk.case.messages.filter(author="agent").exists()
    theirs.post(f"/admin/live/{talk.case.reference}/accept/")
    assert fresh(talk).agent == colleague


def test_the_switch_is_the_agents_own(as_user: Any, mia: User) -> None:
    desk = as_user(mia)
    desk.post("/admin/live/available/", {"available": "1"})
    assert queries.is_available(mia, timezone.now())
    desk.post("/admin/live/available/", {"available": "0"})
    assert not queries.is_available(mia, timezone.now())


@pytest.mark.parametrize("end", ["", "strip/", "Q-1/", "Q-1/part/"])
def test_only_agents_open_the_desks_pages(as_user: Any, eva: User, anna: User, end: str) -> None:
    assert as_user(anna).get(f"/admin/live/{end}").status_code == 403
    assert as_user(eva).get(f"/admin/live/{end}").status_code in {302, 403}


def test_a_guests_mail_leads_to_her_conversation(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask(Client(), email="gast@example.com")
    case, mail = Case.objects.get(), Mail.objects.get()
    assert mail.to == "gast@example.com"
    link = mail.text.split("/live/")[1].split()[0]
    assert door.signing.loads(link.rstrip("/"), salt=door.SALT) == case.submission_key.hex


@pytest.mark.parametrize(
    ("body", "subject"),
    [("Short?", "Short?"), ("\n\n  Second line \nx", "Second line"), ("word " * 40, "word " * 15 + "word…"), ("", "")],
)
def test_the_first_line_is_the_subject(body: str, subject: str) -> None:
    assert subject_of(body) == subject
