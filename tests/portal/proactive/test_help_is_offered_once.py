"""Rules find somebody, chance decides once, the cap holds, and what is over is not shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.models import NoTrail, StateArticle, TrailPage
from kb.trail.actions import stop
from orders.access import Guest
from orders.models import Order, Shipment, ShipmentStage
from portal.accounts.models import PrivacySettings, User
from portal.accounts.privacy.subject import of_account
from portal.notifications.models import Mail
from portal.proactive.actions import nudge
from portal.proactive.connecting import forget
from portal.proactive.mail import send_mails
from portal.proactive.models import Nudge, ProactiveSettings
from portal.proactive.privacy import ProactiveArea, forget_old
from portal.proactive.queries import about_order
from portal.proactive.rules import counted
from returns.models import Case, Deadline, ReturnReminder
from tests.kb.makers import make_article, make_topic
from tests.portal.proactive.conftest import late_order, offered
from tests.portal.test_home import make_case

TEN_MINUTES = timedelta(minutes=11)


def always_offer() -> float:
    return 0.999


def always_hold_out() -> float:
    return 0.0


def page(client: Any, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def to_send_back(user: User, *, due: timedelta) -> Case:
    case = make_case(user, "R-1", "Two mugs")
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(kind=Case.Kind.RETURN, status=Case.Status.APPROVED)
    case.deadlines.create(
        name=Deadline.Name.SEND_BACK, who="you", since=now - timedelta(days=14), due_at=now + due, rule="send_back"
    )
    case.refresh_from_db()
    return case


def test_a_late_parcel_is_offered_help_on_home_and_order(anna: User, late: Order, as_user: Any) -> None:
    article = make_article(make_topic("Parcels"), "My parcel is late")
    StateArticle.objects.create(state="shipment.in_transit", article=article)
    assert nudge(timezone.now(), always_offer) == 1
    home, order = page(as_user(anna)), page(as_user(anna), "/orders/a-1/")
    assert "Your parcel is late" in home
    assert "Your parcel is late" in order
    assert "My parcel is late" in home
    assert "If you ask us: We answer by" in home
    row = Nudge.objects.get()
    assert (row.rule, row.article_id, row.held_out) == ("parcel", article.pk, False)
    assert row.seen_at is not None


def test_the_article_is_in_the_language_she_reads_now(anna: User, late: Order, as_user: Any) -> None:
    article = make_article(make_topic("Parcels"), "My parcel is late")
    polish = make_topic("Paczki", "pl")
    make_article(polish, "Paczka się spóźnia", translation_key=article.translation_key)
    StateArticle.objects.create(state="shipment.in_transit", article=article)
    assert nudge(timezone.now(), always_offer) == 1
    client = as_user(anna)
    assert "Paczka się spóźnia" in page(client, "/pl/")
    assert "My parcel is late" in page(client)
    row = Nudge.objects.get()
    assert client.get(f"/pl/offers/{row.pk}/article/")["Location"].startswith("/pl/help/paczki/")
    assert client.get(f"/offers/{row.pk}/article/")["Location"].startswith("/help/parcels/")


def test_who_is_held_out_sees_and_gets_nothing(anna: User, as_user: Any) -> None:
    case = to_send_back(anna, due=timedelta(days=-5))
    ReturnReminder.objects.create(
        case=case, name=ReturnReminder.Name.NOT_ARRIVED, due_at=timezone.now(), made_at=timezone.now()
    )
    assert nudge(timezone.now(), always_hold_out) == 1
    send_mails(timezone.now() + TEN_MINUTES)
    row = Nudge.objects.get()
    assert row.held_out
    assert row.mail_due_at is None
    assert not Mail.objects.exists()
    assert "offer__title" not in page(as_user(anna))
    assert as_user(anna).get(f"/offers/{row.pk}/case/").status_code == 404


def test_a_second_run_and_a_changed_chance_decide_nothing_anew(anna: User, late: Order) -> None:
    now = timezone.now()
    assert nudge(now, always_hold_out) == 1
    assert nudge(now, always_offer) == 0
    assert Nudge.objects.get().held_out


def test_a_customer_gets_two_offers_in_seven_days_and_more_later(anna: User, ben: User) -> None:
    now = timezone.now()
    for number in range(3):
        late_order(anna, f"A-{number}", now)
    late_order(ben, "B-1", now)
    assert nudge(now, always_offer) == 3
    assert Nudge.objects.filter(person=anna).count() == 2
    Nudge.objects.filter(person=anna).update(made_at=now - timedelta(days=7))
    assert nudge(now, always_offer) == 1


def test_a_rule_that_is_off_makes_no_rows_and_its_own_cap_counts(anna: User, late: Order) -> None:
    options = ProactiveSettings.load()
    options.parcel_on = False
    options.save()
    assert nudge(timezone.now(), always_offer) == 0
    options.parcel_on, options.parcel_cap = True, 0
    options.save()
    assert nudge(timezone.now(), always_offer) == 0
    options.parcel_cap, options.most = 1, 0
    options.save()
    assert nudge(timezone.now(), always_offer) == 0


def test_ben_never_sees_annas_offer_nor_puts_it_away(anna: User, ben: User, late: Order, as_user: Any) -> None:
    nudge(timezone.now(), always_offer)
    row = Nudge.objects.get()
    assert "offer__title" not in page(as_user(ben))
    assert as_user(ben).get(f"/offers/{row.pk}/order/").status_code == 404
    assert as_user(ben).post(f"/offers/{row.pk}/put-away/").status_code == 404
    row.refresh_from_db()
    assert row.dismissed_at is None


def test_what_is_put_away_or_over_is_shown_no_more(anna: User, late: Order, as_user: Any) -> None:
    nudge(timezone.now(), always_offer)
    row, client = Nudge.objects.get(), as_user(anna)
    late.shipments.update(status=Shipment.Status.DELIVERED)
    assert "offer__title" not in page(client)
    late.shipments.update(status=Shipment.Status.IN_TRANSIT)
    assert "offer__title" in page(client)
    assert client.get(f"/offers/{row.pk}/put-away/").status_code == 405
    answer = client.post(f"/offers/{row.pk}/put-away/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert "offer__title" not in page(client)


def test_taking_the_way_on_is_noted_for_people_only(anna: User, late: Order, as_user: Any) -> None:
    nudge(timezone.now(), always_offer)
    row, client = Nudge.objects.get(), as_user(anna)
    fetched = client.get(f"/offers/{row.pk}/order/", headers={"Sec-Purpose": "prefetch", "User-Agent": "Mozilla/5.0"})
    row.refresh_from_db()
    assert (fetched["Location"], row.acted_at) == ("/orders/a-1/", None)
    client.get(f"/offers/{row.pk}/ask/", headers={"User-Agent": "Mozilla/5.0"})
    row.refresh_from_db()
    assert row.acted_at is not None
    assert client.get(f"/offers/{row.pk}/nowhere/").status_code == 404


def test_a_guest_sees_it_on_the_order_of_her_link_only(late: Order, anna: User) -> None:
    Order.objects.filter(pk=late.pk).update(customer=None, email="Guest@Example.com")
    assert nudge(timezone.now(), always_offer) == 1
    late.refresh_from_db()
    row = Nudge.objects.get()
    assert (row.person, row.email, row.mail_due_at) == (None, "guest@example.com", None)
    assert list(about_order(Guest(1), late, timezone.now())) == [row]
    assert not about_order(anna, late, timezone.now()).exists()


def test_a_stuck_parcel_is_mailed_and_a_late_one_is_not_told_twice(anna: User, late: Order) -> None:
    now, parcel = timezone.now(), late.shipments.get()
    nudge(now, always_offer)
    send_mails(now + timedelta(minutes=1))
    assert Nudge.objects.get().mail_due_at is not None
    Mail.objects.create(
        kind="parcel_delayed", to=anna.email, subject="Late", text="", message_id="m", due_at=now,
        dedupe_key=f"shipment-{parcel.pk}-delayed",
    )  # fmt: skip
    send_mails(now + TEN_MINUTES)
    assert not Mail.objects.filter(kind="proactive_help").exists()
    assert Nudge.objects.get().mail_due_at is None

    Nudge.objects.all().delete()
    Shipment.objects.filter(pk=parcel.pk).update(status=Shipment.Status.EXCEPTION)
    ShipmentStage.objects.create(shipment=parcel, status=Shipment.Status.EXCEPTION, reached_at=now)
    assert nudge(now, always_offer) == 1
    for _again in range(2):
        send_mails(now + TEN_MINUTES)
    mail = Mail.objects.get(kind="proactive_help")
    assert "The carrier reports a problem with your parcel" in mail.text
    assert "/orders/a-1/" in mail.text
    assert "List-Unsubscribe" in mail.headers
    assert Nudge.objects.get().mailed_at is not None


def test_a_return_that_is_not_here_is_mailed_and_a_near_deadline_has_its_reminder(anna: User, as_user: Any) -> None:
    case, now = to_send_back(anna, due=timedelta(days=2)), timezone.now()
    ReturnReminder.objects.create(case=case, name=ReturnReminder.Name.SEND_BACK, due_at=now, made_at=now)
    assert nudge(now, always_offer) == 1
    send_mails(now + TEN_MINUTES)
    assert Nudge.objects.get().rule == "deadline"
    assert not Mail.objects.filter(kind="proactive_help").exists()
    assert "Please send it back by" in page(as_user(anna), "/cases/R-1/")

    Nudge.objects.all().delete()
    case.deadlines.filter(name="send_back").update(due_at=now - timedelta(days=5))
    ReturnReminder.objects.create(case=case, name=ReturnReminder.Name.NOT_ARRIVED, due_at=now, made_at=now)
    assert nudge(now, always_offer) == 1
    send_mails(now + TEN_MINUTES)
    assert "We are still waiting for your return" in Mail.objects.get(kind="proactive_help").text


def test_a_long_read_is_offered_help_unless_she_wants_no_trail(anna: User, ben: User, as_user: Any) -> None:
    article, now = make_article(make_topic("Sizes"), "Which size?"), timezone.now()
    for reader, seconds in ((anna, 400), (ben, 100)):
        TrailPage.objects.create(user=reader, article=article, read_at=now - timedelta(minutes=20), seconds=seconds)
    NoTrail.objects.create(user=anna)
    assert nudge(now, always_offer) == 0
    NoTrail.objects.all().delete()
    assert nudge(now, always_offer) == 1
    assert "Is something still unclear?" in page(as_user(anna))
    stop(anna)
    # The news goes out after commit; here it is told by hand.
    forget(anna.pk)
    assert not Nudge.objects.exists()


def test_two_different_searches_in_vain_are_offered_a_person(anna: User, as_user: Any, own_index: Any) -> None:
    options = ProactiveSettings.load()
    options.search_hold_out = 0
    options.save()
    client = as_user(anna)
    assert "Shall we look for you?" not in page(client, "/help/search/?q=flibbertigibbet")
    assert "Shall we look for you?" not in page(client, "/help/search/?q=Flibbertigibbet")
    assert "Shall we look for you?" in page(client, "/help/search/?q=zyzzogeton")
    row = Nudge.objects.get()
    assert (row.rule, row.person, row.mail_due_at) == ("search", anna, None)


def test_searches_of_nobody_and_of_who_minds_leave_no_trace(
    anna: User, as_user: Any, client: Any, own_index: Any
) -> None:
    NoTrail.objects.create(user=anna)
    for browser in (client, as_user(anna)):
        for text in ("flibbertigibbet", "zyzzogeton"):
            assert "Shall we look for you?" not in page(browser, f"/help/search/?q={text}")
    assert "searched_in_vain" not in client.session
    assert not Nudge.objects.exists()


def test_searches_an_hour_apart_are_two_visits() -> None:
    now = timezone.now()
    first = counted({}, "aa", now)
    assert counted(first, "bb", now + timedelta(minutes=29))["marks"] == ["aa", "bb"]
    assert counted(first, "bb", now + timedelta(hours=1))["marks"] == ["bb"]
    assert counted(first, "aa", now)["marks"] == ["aa"]


@pytest.mark.parametrize("path", ["/", "/orders/a-1/"])
def test_more_offers_need_no_more_queries(anna: User, late: Order, as_user: Any, path: str) -> None:
    client = as_user(anna)

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    without = queries()
    nudge(timezone.now(), always_offer)
    one = queries()
    # By when we answer is the one thing an offer adds: the hours, and the terms where no hours are set.
    assert one <= without + 2
    parcel = late.shipments.get()
    offered(anna, rule="parcel", order=late, shipment=parcel)
    offered(anna, rule="parcel", order=late, shipment=parcel)
    assert queries() == one


def test_offers_are_erased_and_old_ones_forgotten(anna: User) -> None:
    now = timezone.now()
    offered(anna), offered(None, email="g@example.com", made_at=now - timedelta(days=396))
    assert forget_old(now, PrivacySettings.load()) == 1
    area, subject = ProactiveArea(), of_account(anna, now)
    assert len(list(area.records(subject))) == 1
    area.erase(subject, PrivacySettings.load(), now)
    assert not Nudge.objects.exists()
