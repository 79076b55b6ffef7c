"""A shop's own systems are called when something happens: signed, in one shape, again and again until they take it."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from portal.accounts.models import User
from portal.webhooks_out import actions, rules
from portal.webhooks_out.events import KINDS
from portal.webhooks_out.models import Call, Endpoint, Event
from portal.webhooks_out.tasks import call_endpoint
from returns import actions as cases
from returns.complaints.signals import accepted_by_law
from returns.logistics.signals import refund_decided
from returns.models import Case, CaseRefund, Decision, Withdrawal
from returns.withdrawing.signals import stop_dispatch, withdrawal_submitted
from tests.portal.channels.ears import listen, names
from tests.returns.conftest import private_folder
from tests.returns.makers import make_question, make_return

__all__ = ["private_folder"]
pytestmark = pytest.mark.django_db
S = Call.State


def test_a_new_case_is_told_with_a_signature_that_holds(anna: User, ear: Any, told: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    case = told(lambda: make_return(anna))
    heard = ear.heard[0]
    Webhook(endpoint.secret).verify(heard.body, heard.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(rules.new_secret()).verify(heard.body, heard.headers)
    said = json.loads(heard.body)
    assert (said["type"], said["version"]) == ("case.opened", 1)
    assert said["data"]["case"] == {
        "reference": case.reference,
        "kind": "return",
        "status": "open",
        "order": case.order.external_id,
        "order_number": case.order.number,
        "source": "test",
        "opened_at": case.opened_at.isoformat(),
        "url": f"https://testserver/admin/cases/{case.reference}/",
    }
    assert [line["quantity"] for line in said["data"]["lines"]] == [1]
    assert Call.objects.get().state == S.SENT


def test_no_word_of_a_customer_leaves_the_house(anna: User, mia: User, ear: Any, told: Any) -> None:
    listen(ear.url)
    case = told(lambda: make_return(anna, note="Please call me: 600 100 200"))
    told(lambda: cases.post_message(case, by=anna, body="My IBAN is PL61", now=timezone.now()))
    everything = b"".join(each.body for each in ear.heard).decode()
    assert not [word for word in ("600 100", "IBAN", "anna@example.com", "Nowak") if word in everything]
    assert names(ear) == ["case.opened", "case.message"]


def test_every_kind_of_event_is_told_in_the_documented_shape(anna: User, mia: User, ear: Any, told: Any) -> None:
    listen(ear.url)
    case = told(lambda: make_return(anna))
    told(lambda: cases.post_message(case, by=mia, body="Which size?", now=timezone.now()))
    case.refresh_from_db()
    told(lambda: cases.approve(case, by=mia, version=case.version, now=timezone.now()))
    told(lambda: stop_dispatch.send(Case, case=case))
    told(
        lambda: withdrawal_submitted.send_robust(
            Withdrawal, withdrawal=Withdrawal(pk=7, position=7, moment="2026-11-22")
        )
    )
    told(
        lambda: refund_decided.send_robust(
            Case, case=case, amount=Decimal("9.99"), refund=CaseRefund(pk=3, source="agent")
        )
    )
    told(lambda: accepted_by_law.send_robust(Case, case=case, decision=None))
    assert set(names(ear)) == set(KINDS)
    for heard in ear.heard:
        said = json.loads(heard.body)
        example = KINDS[said["type"]].data
        assert said["data"].keys() == example.keys()
        for name, value in example.items():
            if isinstance(value, dict):
                assert said["data"][name].keys() == value.keys(), (said["type"], name)


def test_an_internal_note_is_nobodys_news(anna: User, mia: User, ear: Any, told: Any) -> None:
    listen(ear.url, "case.message")
    case = make_question(anna)
    told(lambda: cases.post_message(case, by=mia, body="Careful", now=timezone.now(), internal=True))
    assert ear.heard == []


def test_only_chosen_events_of_the_chosen_shop_are_told(anna: User, ear: Any, told: Any) -> None:
    listen(ear.url, "case.changed")
    listen(ear.url, "case.opened", source="another-shop")
    listen(ear.url, "case.opened", is_active=False)
    told(lambda: make_return(anna))
    assert (ear.heard, Event.objects.count()) == ([], 0)
    listen(ear.url, "case.opened", source="test")
    told(lambda: make_return(anna))
    told(lambda: make_question(anna))  # about no order, so of no shop
    assert names(ear) == ["case.opened"]


def test_the_same_news_twice_is_one_event(anna: User, ear: Any, told: Any) -> None:
    listen(ear.url, "order.stop_dispatch")
    case = make_return(anna)
    for _again in range(3):
        told(lambda: stop_dispatch.send(Case, case=case))
    assert len(ear.heard) == 1


def test_a_listener_that_fails_is_called_again_under_the_same_id(anna: User, ear: Any, told: Any) -> None:
    listen(ear.url, "case.opened")
    ear.answers += [(500, {}), (503, {"Retry-After": "7200"}), (302, {"Location": "http://127.0.0.1/"})]
    told(lambda: make_return(anna))
    call = Call.objects.get()
    assert (call.state, call.status, call.error, call.attempts) == (S.READY, 500, "HTTP 500", 1)
    waits = []
    for _again in range(3):
        Call.objects.update(due_at=timezone.now())
        call_endpoint.call(call.pk)
        call.refresh_from_db()
        waits.append(round((call.due_at - timezone.now()).total_seconds() / 60) if call.due_at else None)
    assert waits == [120, 30, None]
    assert call.state == S.SENT
    assert len({each.headers["webhook-id"] for each in ear.heard}) == 1
    assert len({each.body for each in ear.heard}) == 1
    assert [each.path for each in ear.heard] == ["/hook"] * 4


def test_after_three_days_it_is_given_up_and_an_operator_may_try_again(anna: User, ear: Any, told: Any) -> None:
    pauses = [rules.next_try(attempt, timezone.now()) for attempt in range(1, len(rules.PAUSES) + 1)]
    assert all(pauses)
    assert timedelta(days=3) <= sum(rules.PAUSES, timedelta()) <= timedelta(days=4)
    listen(ear.url, "case.opened")
    ear.answers += [(500, {})] * 2
    told(lambda: make_return(anna))
    Call.objects.update(due_at=timezone.now(), attempts=len(rules.PAUSES))
    call_endpoint.call(Call.objects.get().pk)
    call = Call.objects.get()
    assert (call.state, call.due_at) == (S.DEAD, None)
    assert call_endpoint.call(call.pk) == ""
    assert actions.try_again(Call.objects.all(), timezone.now()) == [call.pk]
    assert call_endpoint.call(call.pk) == S.SENT


def test_who_says_gone_is_called_no_more(anna: User, ear: Any, told: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    ear.answers.append((410, {}))
    told(lambda: make_return(anna))
    endpoint.refresh_from_db()
    assert (endpoint.is_active, Call.objects.get().state) == (False, S.DEAD)


def test_a_lost_job_is_made_up_for_by_tick(anna: User, ear: Any) -> None:
    listen(ear.url, "case.opened")
    actions.happen("case.opened", "case-1", {"case": {}}, timezone.now())
    assert ear.heard == []
    call_command("tick")
    assert names(ear) == ["case.opened"]
    call_command("tick")
    assert len(ear.heard) == 1


def test_news_of_a_killed_process_is_made_up_for_once(anna: User, mia: User, ear: Any) -> None:
    """Nothing was announced: the process died right after its commit."""
    listen(ear.url)
    Endpoint.objects.update(created_at=timezone.now() - timedelta(days=1))
    past = timezone.now() - timedelta(minutes=10)
    case = make_return(anna, now=past)
    cases.post_message(case, by=anna, body="Any news?", now=past)
    cases.post_message(case, by=mia, body="A note", now=past, internal=True)
    case.refresh_from_db()
    cases.approve(case, by=mia, version=case.version, now=past, message="Send it")
    Event.objects.all().delete()
    ear.heard.clear()
    call_command("tick")
    call_command("tick")
    assert sorted(names(ear)) == ["case.changed", "case.message", "case.opened"]


def test_money_and_the_laws_yes_of_a_killed_process_are_told_too(anna: User, mia: User, ear: Any) -> None:
    listen(ear.url, "refund.decided", "complaint.accepted_by_law")
    Endpoint.objects.update(created_at=timezone.now() - timedelta(days=1))
    past = timezone.now() - timedelta(minutes=10)
    case = make_return(anna, now=past)
    money = {"case": case, "currency": "PLN", "made_at": past}
    row = CaseRefund.objects.create(**money, source="agent", amount=Decimal("9.99"))
    CaseRefund.objects.create(**money, source="shop", amount=Decimal("5.00"))
    Decision.objects.create(case=case, verdict=Decision.Verdict.BY_LAW, made_at=past, language="en")
    call_command("tick")
    call_command("tick")
    assert sorted(names(ear)) == ["complaint.accepted_by_law", "refund.decided"]
    assert set(Event.objects.values_list("key", flat=True)) == {f"refund-{row.pk}", f"accepted-{case.pk}"}


def test_money_the_shop_told_of_is_not_asked_of_it_again(anna: User, ear: Any, told: Any) -> None:
    listen(ear.url, "refund.decided")
    case = make_return(anna)
    for row in (CaseRefund(pk=3, source="shop"), CaseRefund(pk=4, source="agent", order_refund_id=1)):
        told(lambda row=row: refund_decided.send_robust(Case, case=case, amount=Decimal("9.99"), refund=row))
    assert ear.heard == []


def test_nothing_from_before_there_was_a_listener_is_told(anna: User, ear: Any) -> None:
    make_return(anna, now=timezone.now() - timedelta(minutes=10))
    listen(ear.url)
    call_command("tick")
    assert ear.heard == []


def test_a_killed_worker_is_succeeded_and_two_do_not_call_at_once(ear: Any) -> None:
    listen(ear.url, "case.opened")
    now = timezone.now()
    event = actions.happen("case.opened", "case-1", {}, now)
    assert event is not None
    pk = event.calls.get().pk
    assert actions.claim(pk, now) is not None
    assert actions.claim(pk, now) is None
    assert actions.claim(pk, now + rules.LEASE) is not None


def test_what_a_switched_off_listener_missed_waits_for_it(ear: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    actions.happen("case.opened", "case-1", {}, timezone.now())
    Endpoint.objects.update(is_active=False)
    call_command("tick")
    assert ear.heard == []
    Endpoint.objects.filter(pk=endpoint.pk).update(is_active=True)
    call_command("tick")
    assert len(ear.heard) == 1


def test_while_a_secret_is_renewed_both_sign(ear: Any) -> None:
    endpoint = listen(ear.url, "case.opened")
    old = endpoint.secret
    new = actions.renew_secret(endpoint, timezone.now())
    actions.happen("case.opened", "case-1", {}, timezone.now())
    call_command("tick")
    for secret in (old, new):
        Webhook(secret).verify(ear.heard[0].body, ear.heard[0].headers)
    endpoint.refresh_from_db()
    assert actions.live_secrets(endpoint, timezone.now() + timedelta(hours=25)) == [new]


def test_a_new_secret_has_the_strength_that_is_asked_for() -> None:
    assert len({rules.new_secret() for _one in range(50)}) == 50
    assert all(len(Webhook(rules.new_secret())._whsecret) == 32 for _one in range(3))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://127.0.0.1/", "https://localhost/", "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/", "https://10.0.0.1/", "https://127.0.0.1:5432/", "https://0x7f000001/", "https://me:word@127.0.0.1/",
    ],
)  # fmt: skip
def test_nobody_is_called_inside_our_network(url: str, ear: Any, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = False
    listen(url, "case.opened")
    actions.happen("case.opened", "case-1", {}, timezone.now())
    call_command("tick")
    call = Call.objects.get()
    assert (call.state, call.status) == (S.READY, None)
    assert "address" in call.error or "port" in call.error
    assert ear.heard == []


def test_old_events_are_forgotten(ear: Any) -> None:
    listen(ear.url, "case.opened")
    actions.happen("case.opened", "case-1", {}, timezone.now())
    assert actions.purge(timezone.now() + timedelta(days=29)) == 0
    assert actions.purge(timezone.now() + timedelta(days=31)) == 2
