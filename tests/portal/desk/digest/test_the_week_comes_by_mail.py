"""Monday morning, once, to who wants it; and only what changed by more than chance does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from portal.accounts.models import User
from portal.desk.digest.actions import readers, send_week
from portal.desk.digest.facts import facts_of
from portal.desk.digest.rules import Seen, differs, monday_due
from portal.desk.models import Digest
from portal.notifications.choices import choose, wants
from portal.notifications.models import Mail
from portal.surveys.models import Answer

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = date(2026, 11, 23)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23 06:59", None),
        ("2026-11-23 07:00", MONDAY),
        ("2026-11-26 06:59", MONDAY),
        ("2026-11-26 07:00", None),
        ("2026-11-22 12:00", None),
    ],
)
def test_it_is_due_on_monday_morning_where_the_shop_is(now: str, due: date | None) -> None:
    assert monday_due(local(now).astimezone(UTC), WARSAW) == due


def test_a_share_changes_when_the_intervals_do_not_touch() -> None:
    usual = Seen(0.8, 200, 0.739, 0.849)
    assert differs("share", Seen(0.5, 50, 0.366, 0.634), usual, ())
    assert not differs("share", Seen(0.7, 50, 0.562, 0.809), usual, ())
    assert not differs("share", Seen(0.2, 9, 0.05, 0.5), usual, ()), "nine answers are too few"
    assert not differs("share", Seen(None, 0), usual, ())


def test_a_time_changes_when_it_lies_outside_all_four_weeks_and_far_from_the_usual() -> None:
    usual, weeks = Seen(3600.0, 80), (3000.0, 3600.0, 4000.0, 3500.0)
    assert differs("seconds", Seen(4400.0, 20), usual, weeks)
    assert not differs("seconds", Seen(4100.0, 20), usual, weeks), "a seventh more is no news"
    assert not differs("seconds", Seen(4400.0, 20), usual, (3000.0, 5000.0, 4000.0, 3500.0))
    assert not differs("seconds", Seen(4400.0, 9), usual, weeks)
    assert not differs("seconds", Seen(4400.0, 20), usual, (3000.0, None, 4000.0, 3500.0))


def test_a_count_changes_beyond_what_chance_makes() -> None:
    # 40 a week before; 60 now: 20 > 1.96·√(60 + 10) = 16.4, but 55: 15 < 1.96·√65 = 15.8
    assert differs("count", Seen(60.0, 60), Seen(160.0, 160), ())
    assert not differs("count", Seen(55.0, 55), Seen(160.0, 160), ())
    assert not differs("count", Seen(8.0, 8), Seen(4.0, 4), ())


@pytest.fixture
def oleg(db: None) -> User:
    user = User.objects.create_user("oleg@example.com", "x", name="Oleg", is_staff=True, language="pl")
    user.groups.add(Group.objects.get(name="Operators"))
    return user


@pytest.mark.django_db
def test_operators_and_editors_get_one_mail_each_and_agents_none(eva: User, mia: User, oleg: User) -> None:
    now = local("2026-11-23 07:01")
    assert set(readers()) == {eva, oleg}
    assert send_week(now) is not None
    assert send_week(now + timedelta(minutes=1)) is None
    mails = Mail.objects.filter(kind="weekly_digest")
    assert sorted(mails.values_list("to", "language")) == [("eva@example.com", "en"), ("oleg@example.com", "pl")]
    assert Digest.objects.get().readers == 2
    assert "against the four weeks before" in mails.get(to="eva@example.com").text


@pytest.mark.django_db
def test_who_switched_it_off_gets_none(eva: User, anna: User, as_user: Any) -> None:
    choose(eva, {"digest": False})
    send_week(local("2026-11-23 08:00"))
    assert Mail.objects.get(kind="weekly_digest").state == Mail.State.UNWANTED
    page = reverse("notifications:choices")
    assert "The week in figures" in as_user(eva).get(page).content.decode()
    assert "The week in figures" not in as_user(anna).get(page).content.decode()


@pytest.mark.django_db
def test_effort_that_fell_is_told_with_its_numbers(eva: User) -> None:
    monday = local("2026-11-23 07:00")

    def said(score: int, times: int, days: int) -> None:
        Answer.objects.bulk_create(
            Answer(key=f"{score}-{days}-{number}", kind="nps", score=score, language="en",
                   asked_at=monday - timedelta(days=days), answered_at=monday - timedelta(days=days))
            for number in range(times)
        )  # fmt: skip

    said(10, 60, 14)
    said(0, 20, 3)
    found = facts_of(MONDAY, monday)
    assert found["unhappy"] == 20
    (worse,) = [each for each in found["worse"] if each["name"] == "nps"]
    assert (worse["n"], worse["usual_n"]) == (20, 60)
    assert not found["better"]


@pytest.mark.django_db
def test_the_admin_shows_what_went_out_and_previews_without_sending(
    eva: User, mia: User, anna: User, as_user: Any
) -> None:
    send_week(local("2026-11-23 07:01"))
    count = Mail.objects.count()
    client = as_user(eva)
    assert "November" in client.get(reverse("desk:digests")).content.decode()
    assert "Who waits" in client.get(reverse("desk:digest", args=[MONDAY])).content.decode()
    assert "Nothing is sent" in client.get(reverse("desk:digest_preview")).content.decode()
    assert client.get(reverse("desk:digest", args=[MONDAY + timedelta(days=7)])).status_code == 404
    assert Mail.objects.count() == count
    client.post(reverse("desk:digests"), {"wanted": "no"})
    assert not wants(eva, "digest")
    for stranger in (mia, anna):
        assert as_user(stranger).get(reverse("desk:digest_preview")).status_code in (302, 403)
