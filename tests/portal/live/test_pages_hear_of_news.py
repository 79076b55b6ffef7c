"""Streams and polls say what happened to whoever may know it, and to nobody else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.live import door, hub, listening, news, presence, rules, streams, views
from portal.live.doorkeeper import still_welcome
from portal.live.listening import Ear, Listener
from portal.live.models import Conversation, LiveNews, Presence
from portal.live.talk import actions
from returns.actions import assign, post_message
from returns.models import Case
from tests.portal.live.conftest import OURS

pytestmark = pytest.mark.django_db


def heard(response: Any) -> list[tuple[str, str]]:
    return [(each["kind"], each.get("what", "")) for each in response.json()["news"]]


def ear(user: User | None, case: Case, is_agent: bool = False, session: str = "") -> Ear:
    return Ear(user.pk if user else None, is_agent, case.pk, case.reference, session, "en")


def test_a_customer_hears_of_an_answer(
    as_user: Any, anna: User, mia: User, question: Case, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = post_message(question, by=mia, body="It does.", now=timezone.now())
    answer = as_user(anna).get(f"/live/{question.reference}/news/")
    assert ("message", "message") in heard(answer)
    told = next(each for each in answer.json()["news"] if each["kind"] == "message")
    assert told["message"] == message.pk
    assert "It does." not in answer.content.decode()


def test_asking_again_with_the_cursor_brings_nothing_old(as_user: Any, anna: User, question: Case) -> None:
    news.tell(news.of_case(question.reference), {"reference": question.reference, "what": "changed"})
    LiveNews.objects.update(made_at=timezone.now() - timedelta(seconds=10))
    client = as_user(anna)
    first = client.get(f"/live/{question.reference}/news/").json()
    again = client.get(f"/live/{question.reference}/news/", {"since": first["since"]})
    assert [each["kind"] for each in first["news"]] == ["case", "presence"]
    assert [kind for kind, _ in heard(again)] == ["presence"]


def test_a_row_that_came_late_is_told_all_the_same(question: Case) -> None:
    now = timezone.now()
    for _ in range(2):
        news.tell(news.QUEUE, {"reference": question.reference, "what": "changed"}, now=now)
    late, seen = LiveNews.objects.order_by("id")
    assert late.pk in {each.id for each in news.since(seen.pk, now)}
    assert news.since(seen.pk, now + rules.LATE_ROWS * 2) == []


@pytest.mark.parametrize("end", ["news/", "stream/", "part/", ""])
def test_ben_cannot_listen_to_annas_case(as_user: Any, ben: User, question: Case, end: str) -> None:
    assert as_user(ben).get(f"/live/{question.reference}/{end}").status_code == 404
    assert Client().get(f"/live/{question.reference}/{end}").status_code == 404


@pytest.mark.parametrize("end", ["", "news/"])
def test_who_is_no_agent_hears_nothing_of_the_desk(as_user: Any, anna: User, eva: User, end: str) -> None:
    assert as_user(anna).get(f"/live/desk/{end}").status_code == 403
    assert as_user(eva).get(f"/live/desk/{end}").status_code == 403
    assert Client().get(f"/live/desk/{end}").status_code == 403


def test_what_is_for_agents_never_reaches_a_customer(
    as_user: Any, anna: User, mia: User, question: Case, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post_message(question, by=mia, body="Careful with her.", now=timezone.now(), internal=True)
        question.refresh_from_db()
        assign(question, by=mia, agent=mia, version=question.version, now=timezone.now())
    hers, theirs = ear(anna, question), ear(mia, question, is_agent=True)
    told = news.since(None, timezone.now())
    assert [each.data["what"] for each in told if theirs.hears(each)] == ["note"]
    assert not any(hers.hears(each) for each in told)
    answer = as_user(anna).get(f"/live/{question.reference}/part/")
    assert "Careful" not in answer.content.decode()


def test_news_say_how_old_they_are_so_that_a_fresh_page_calls_nothing_new(
    as_user: Any, anna: User, question: Case
) -> None:
    now = timezone.now()
    news.tell(news.of_case(question.reference), {"reference": question.reference, "what": "opened"}, now=now)
    LiveNews.objects.update(made_at=now - timedelta(seconds=9))
    told = as_user(anna).get(f"/live/{question.reference}/news/").json()["news"][0]
    assert 9_000 <= told["age"] < 60_000
    listener = listening.Listener(ear(anna, question))
    listener.hear(news.since(None, now)[0])
    assert b'"age": 9' in listener.take()


def test_a_customer_is_told_no_numbers_of_the_desk(anna: User, question: Case) -> None:
    row = news.News(1, news.of_case(question.reference), {"reference": "Q", "what": "changed", "verb": "tag"}, False)
    assert listening.told(ear(anna, question), row) == {"kind": "case", "reference": "Q", "what": "changed"}


def test_a_customer_sees_who_types_and_never_who_looks(anna: User, mia: User, colleague: User, question: Case) -> None:
    now = timezone.now()
    presence.seen(question, mia, True, now)
    presence.seen(question, colleague, False, now)
    presence.seen(question, anna, True, now)
    people = presence.at_cases([question.pk], now)[question.pk]
    assert ear(anna, question).people(people) == [presence.Who("Mia", True)]
    assert presence.others(question, mia, now) == [presence.Who("Leo", False), presence.Who("Anna", True)]


def test_typing_ends_by_itself_and_so_does_looking(mia: User, anna: User, question: Case) -> None:
    now = timezone.now()
    presence.seen(question, anna, True, now)
    later = now + rules.TYPING
    assert presence.others(question, mia, later) == [presence.Who("Anna", False)]
    assert presence.others(question, mia, now + rules.HERE) == []
    presence.sweep(now + rules.PRESENCE_KEPT * 2)
    assert not Presence.objects.exists()


def test_typing_is_told_by_our_own_pages_only_and_not_endlessly(as_user: Any, anna: User, question: Case) -> None:
    client, address = as_user(anna), f"/live/{question.reference}/typing/"
    assert client.post(address, {"typing": "1"}).status_code == 403
    assert client.post(address, {"typing": "1"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Presence.objects.exists()
    codes = [client.post(address, {"typing": "1"}, headers=OURS).status_code for _ in range(50)]
    assert codes[0] == 204
    assert codes[-1] == 429


def test_an_agent_tells_of_typing_by_the_cases_number(as_user: Any, mia: User, ben: User, question: Case) -> None:
    sent = {"case": question.reference, "typing": "1"}
    assert as_user(mia).post("/live/desk/typing/", sent, headers=OURS).status_code == 204
    assert as_user(ben).post("/live/desk/typing/", sent, headers=OURS).status_code == 403
    assert Presence.objects.get().is_agent


def test_without_places_the_page_is_told_to_ask_again(as_user: Any, anna: User, question: Case, settings: Any) -> None:
    settings.LIVE_STREAMS = 0
    assert as_user(anna).get(f"/live/{question.reference}/stream/").status_code == 204


def test_one_person_takes_three_places_and_gives_them_back(
    as_user: Any, anna: User, mia: User, question: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIVE_STREAMS = 4
    monkeypatch.setattr(streams, "hub", hub.Hub())
    monkeypatch.setattr(hub.Hub, "join", lambda self, listener: self.listeners.add(listener))
    client, address = as_user(anna), f"/live/{question.reference}/stream/"
    opened = [client.get(address) for _ in range(4)]
    assert [each.status_code for each in opened] == [200, 200, 200, 204]
    assert opened[0]["Content-Type"] == "text/event-stream"
    desk = as_user(mia)
    assert [desk.get("/live/desk/").status_code for _ in range(1)] == [200]
    assert desk.get("/live/desk/").status_code == 204
    # As response.close() does, without closing the test's own connection.
    for give_back in [closer for each in opened for closer in each._resource_closers]:
        give_back()
    assert streams.places.taken == 1
    assert client.get(address).status_code == 200
    streams.places._taken.clear()


def test_a_stream_greets_tells_and_ends(anna: User, question: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    here = hub.Hub()
    monkeypatch.setattr(hub.Hub, "join", lambda self, listener: self.listeners.add(listener))
    monkeypatch.setattr(streams, "hub", here)
    monkeypatch.setattr(hub, "still_welcome", lambda ears, now: [True for _ in ears])
    listener = Listener(ear(anna, question))
    flow = streams.Stream(listener)
    assert next(flow).startswith(b"retry:")
    news.tell(news.of_case(question.reference), {"reference": question.reference, "what": "changed"})
    news.tell("case:another", {"reference": "another", "what": "changed"})
    here.beat()
    lines = next(flow).decode()
    told = [json.loads(each[6:]) for each in lines.splitlines() if each.startswith("data: ")]
    number = told[0].pop("id")
    assert f"id: {number}\n" in lines
    assert told[0] == {"kind": "case", "reference": question.reference, "what": "changed"}
    assert "another" not in lines
    here.beat()
    assert not listener.lines, "nothing is told twice"
    listener.close()
    with pytest.raises(StopIteration):
        next(flow)
    assert not here.listeners


def test_streams_share_one_look(anna: User, question: Case, django_assert_max_num_queries: Any) -> None:
    here = hub.Hub()
    here.listeners = {Listener(ear(anna, question)) for _ in range(30)}
    here.beat()
    with django_assert_max_num_queries(2):
        here.beat()


def test_who_signed_out_was_disabled_or_lost_the_case_may_not_stay(
    as_user: Any, anna: User, mia: User, question: Case
) -> None:
    client, desk, now = as_user(anna), as_user(mia), timezone.now()
    hers = ear(anna, question, session=client.session.session_key)
    theirs = ear(mia, question, is_agent=True, session=desk.session.session_key)
    guests = ear(None, question)
    assert still_welcome([hers, theirs, guests], now) == [True, True, False]
    mia.groups.clear()
    assert still_welcome([theirs], now) == [False]
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert still_welcome([hers], now) == [False]
    User.objects.filter(pk=anna.pk).update(is_active=True)
    Case.objects.filter(pk=question.pk).update(customer=mia)
    assert still_welcome([hers], now) == [False]
    Case.objects.filter(pk=question.pk).update(customer=anna)
    assert still_welcome([hers], now) == [True]
    client.logout()
    assert still_welcome([hers], now) == [False]


def test_a_page_that_only_listens_keeps_nobody_signed_in(as_user: Any, anna: User, question: Case) -> None:
    client = as_user(anna)
    client.get(f"/live/{question.reference}/")
    session = client.session
    before = session["seen"] = session["seen"] - 3600
    session.save()
    client.get(f"/live/{question.reference}/news/")
    assert client.session["seen"] == before
    client.get(f"/live/{question.reference}/")
    assert client.session["seen"] > before


def test_a_tab_behind_others_is_nobodys_presence(as_user: Any, anna: User, question: Case) -> None:
    client = as_user(anna)
    client.get(f"/live/{question.reference}/news/", {"away": "1"})
    assert not Presence.objects.exists()
    client.get(f"/live/{question.reference}/news/")
    assert Presence.objects.filter(user=anna, is_agent=False).exists()


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30, "²"])
def test_a_strange_cursor_breaks_nothing(as_user: Any, anna: User, question: Case, since: str) -> None:
    assert as_user(anna).get(f"/live/{question.reference}/news/", {"since": since}).status_code == 200


def test_news_are_kept_for_minutes(question: Case) -> None:
    now = timezone.now()
    news.tell(news.QUEUE, {}, now=now - rules.NEWS_KEPT * 2)
    news.tell(news.QUEUE, {}, now=now)
    assert news.sweep(now) == 1
    assert LiveNews.objects.count() == 1


def test_an_agent_with_a_case_of_her_own_is_its_customer_there(mia: User, question: Case, rf: Any) -> None:
    Case.objects.filter(pk=question.pk).update(customer=mia)
    request = rf.get("/live/desk/", {"case": question.reference})
    request.user, request.session = mia, type("S", (), {"session_key": "s"})()
    assert door.ear_of_agent(request).case is None


def test_a_guests_link_opens_her_own_conversation_only(question: Case, rf: Any) -> None:
    Case.objects.filter(pk=question.pk).update(customer=None)
    question.refresh_from_db()
    key = door.guest_key(question)
    assert Client().get(f"/live/{key}/").status_code == 200
    assert Client().get(f"/live/{key[:-1]}x/").status_code == 404
    assert Client().get(f"/live/{question.reference}/").status_code == 404
    assert AnonymousUser().pk is None
    assert views.cursor_of("12") == 12
    assert not Conversation.objects.exists()


def test_a_guests_link_ends_when_an_account_owns_the_case(anna: User, question: Case) -> None:
    assert Client().get(f"/live/{door.guest_key(question)}/").status_code == 404


def test_an_available_agents_open_page_keeps_the_switch_on(as_user: Any, mia_is_here: User) -> None:
    now = timezone.now()
    actions.switch(mia_is_here, True, now - rules.AVAILABLE)
    assert actions.free_agents(now) == []
    as_user(mia_is_here).get("/live/desk/news/")
    assert actions.free_agents(now) == [mia_is_here]
