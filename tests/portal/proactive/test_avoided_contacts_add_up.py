"""What the offers avoided, by hand; and the report that shows it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.proactive.models import Nudge
from portal.proactive.queries import counts, side
from portal.proactive.rules import Contact, Offered, Side, avoided, first_contact
from portal.proactive.settling import settle
from returns.models import Case
from tests.conftest import make_user
from tests.portal.proactive.conftest import offered
from tests.returns.makers import NOW

REPORT = "/admin/reports/proactive-help/"


def test_avoided_contacts_are_the_difference_times_the_offers() -> None:
    found = avoided(Side(400, 40), Side(50, 10))
    assert found is not None
    # 10/50 - 40/400 = 0.1; times 400 offers: 40 contacts.
    assert found.value == pytest.approx(40)
    # Wilson: 10/50 is 0.1124 to 0.3304, 40/400 is 0.0743 to 0.1333.
    # Newcombe: 0.1 - sqrt(0.0876² + 0.0333²) = 0.0063; 0.1 + sqrt(0.1304² + 0.0257²) = 0.2329.
    assert found.low == pytest.approx(400 * 0.0063, abs=0.1)
    assert found.high == pytest.approx(400 * 0.2329, abs=0.1)


@pytest.mark.parametrize(("shown", "held"), [(29, 300), (300, 29), (0, 0)])
def test_below_thirty_on_a_side_nothing_is_said(shown: int, held: int) -> None:
    assert avoided(Side(shown, 0), Side(held, 0)) is None


def test_only_that_person_about_that_order_within_seven_days_is_a_contact() -> None:
    offer = Offered(person=1, email="", at=NOW, order=5, case=None)

    def contact(hours: float, **fields: Any) -> Contact:
        values: dict[str, Any] = {"case": 9, "orders": frozenset({5}), "person": 1, "email": "a@example.com"}
        return Contact(at=NOW + timedelta(hours=hours), **{**values, **fields})

    late, in_time, before = contact(7 * 24 + 0.01), contact(7 * 24), contact(-1)
    assert first_contact(offer, [late, before]) is None
    assert first_contact(offer, [late, in_time, contact(2)]) == contact(2)
    assert first_contact(offer, [contact(2, person=2), contact(2, orders=frozenset({6}))]) is None
    assert first_contact(Offered(1, "", NOW, None, None), [contact(2, orders=frozenset())]) is not None


def test_writing_in_the_very_case_is_a_contact_in_another_one_is_not() -> None:
    offer = Offered(person=None, email="g@example.com", at=NOW, order=5, case=3)
    at = NOW + timedelta(hours=1)
    said = Contact(3, at, frozenset(), None, "g@example.com", opened=False)
    other = Contact(4, at, frozenset(), None, "g@example.com", opened=False)
    assert first_contact(offer, [other]) is None
    assert first_contact(offer, [other, said]) == said


def asks(person: User, at: Any, **fields: Any) -> Case:
    return Case.objects.create(
        kind="question", reference=f"Q-{uuid4().hex[:8]}", customer=person, email=person.email, language="en",
        subject="Where is it?", opened_at=at, submission_key=uuid4(), **fields,
    )  # fmt: skip


def test_contacts_are_found_until_the_seven_days_are_over(anna: User, ben: User, late: Order) -> None:
    made = timezone.now() - timedelta(days=6)
    mine = offered(anna, rule="parcel", order=late, made_at=made)
    his = offered(ben, held_out=True, made_at=made)
    read = offered(ben, rule="article", key="article-7", made_at=made)
    asks(anna, made + timedelta(hours=1), order=late, left_out="spam")
    asked = asks(anna, made + timedelta(days=2), order=late)
    settle(timezone.now())
    mine.refresh_from_db()
    assert (mine.contact, mine.contacted_at, mine.settled_at) == (asked, asked.opened_at, None)
    later = made + timedelta(days=7)
    settle(later)
    assert settle(later) == 0
    for row in (mine, his, read):
        row.refresh_from_db()
    assert (mine.settled_at, his.settled_at, his.contact) == (later, later, None)
    assert read.key == f"read-{read.pk}"


def test_young_decisions_are_not_counted(anna: User) -> None:
    now = timezone.now()
    old, young = now - timedelta(days=8), now - timedelta(days=6)
    offered(anna, made_at=old, settled_at=now, contacted_at=old), offered(anna, made_at=old, settled_at=now)
    offered(anna, made_at=old, settled_at=now, held_out=True)
    offered(anna, made_at=young, contacted_at=now, seen_at=now)
    found = counts(Nudge.objects.all(), now)
    assert (side(found, "search", held_out=False), side(found, "search", held_out=True)) == (Side(2, 1), Side(1, 0))
    assert (found["search", False]["young"], found["search", False]["seen"]) == (1, 1)


@pytest.fixture
def lena(db: None) -> User:
    user = make_user("lena@example.com", "Lena Wolf", is_staff=True)
    user.groups.add(Group.objects.get(name="Operators"))
    return user


def test_operators_read_what_it_avoided_and_open_the_list(
    anna: User, lena: User, mia: User, late: Order, as_user: Any
) -> None:
    now = timezone.now()
    old = now - timedelta(days=20)
    asked = asks(anna, old, order=late)
    for number in range(40):
        for held_out in (False, True):
            wrote = number < (20 if held_out else 5)
            offered(
                anna, key=f"{number}-{held_out}", made_at=old, settled_at=now, held_out=held_out,
                contacted_at=old if wrote else None, contact=asked if wrote else None,
            )  # fmt: skip
    client = as_user(lena)
    text = client.get(REPORT).content.decode()
    # (20/40 - 5/40) * 40 = 15.
    assert "+15" in text
    assert "95 % sure" in text
    rows = client.get(REPORT, {"side": "held", "asked": "on", "rule": "search"}).context["object_list"]
    assert len(rows) == 20
    assert asked.reference not in text
    assert anna.email not in text
    refused = as_user(anna).get(REPORT)
    assert refused.status_code in (302, 403)


def test_operators_switch_a_rule_in_the_settings(lena: User, as_user: Any) -> None:
    answer = as_user(lena).get("/admin/settings/proactive/proactivesettings/", follow=True)
    assert "parcel_hold_out" in answer.content.decode()
