"""What an operator and a monitoring read at /readyz."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.actions import store_mail
from portal.notifications.models import Mail
from portal.operations import checks
from portal.operations.pulses import Name, beat

pytestmark = pytest.mark.django_db
TOKEN = "tok-0123456789-abcdefghijklmno"


def details(client: Client, **headers: str) -> Any:
    return client.get("/readyz", headers=headers or {"authorization": f"Bearer {TOKEN}"}).json()


@pytest.fixture
def monitored(settings: Any) -> None:
    settings.MONITORING_TOKEN = TOKEN


def test_strangers_read_names_of_parts_and_no_reasons(client: Client, monitored: None) -> None:
    assert client.get("/readyz").json() == {"database": "ok", "cache": "ok", "search": "ok"}
    wrong = {"authorization": "Bearer " + TOKEN[:-1]}
    assert client.get("/readyz", headers=wrong).json() == {"database": "ok", "cache": "ok", "search": "ok"}


def test_an_agent_reads_no_more_than_a_stranger(as_user: Any, mia: User) -> None:
    assert set(as_user(mia).get("/readyz").json()) == {"database", "cache", "search"}


def test_an_operator_reads_every_part(as_user: Any, olga: User) -> None:
    told = as_user(olga).get("/readyz").json()
    assert set(told["parts"]) == {"database", "cache", "search", *checks.NEEDED, *checks.WATCHED}


def test_an_operator_without_the_second_factor_reads_none_of_it(as_user: Any, olga: User, settings: Any) -> None:
    settings.STAFF_MFA = "required"
    assert "parts" not in as_user(olga).get("/readyz").json()


def test_a_site_whose_tick_never_ran_serves_and_says_so(client: Client, monitored: None) -> None:
    answer = client.get("/readyz", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "degraded"
    assert told["parts"]["tick"]["state"] == "warn"
    assert "tick --loop" in told["parts"]["tick"]["do"]


def test_signs_of_life_make_it_well(client: Client, monitored: None, own_index: Any, settings: Any) -> None:
    settings.SEARCH_URL = f"whoosh://{own_index}"
    now = timezone.now()
    beat(Name.TICK, now)
    beat(Name.WORKER, now)
    told = details(client)
    assert {name: part for name, part in told["parts"].items() if part["state"] != "ok"} == {}
    assert told["status"] == "ready"


def test_a_worker_that_stopped_is_named(client: Client, monitored: None) -> None:
    now = timezone.now()
    beat(Name.TICK, now)
    beat(Name.WORKER, now - timedelta(minutes=25))
    assert "25 minutes" in details(client)["parts"]["worker"]["says"]


def test_steps_of_tick_that_failed_are_named(client: Client, monitored: None) -> None:
    beat(Name.TICK, timezone.now(), failed=["send_due_mails"])
    assert "send_due_mails" in details(client)["parts"]["tick"]["says"]


def test_a_mail_that_waits_is_told_without_whose_it_is(client: Client, monitored: None, settings: Any) -> None:
    mail = store_mail(to="anna@example.com", subject="Hello", text="Hello", kind="other")
    past = timezone.now() - timedelta(hours=2)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.READY, due_at=past)
    told = details(client)
    assert "120 minutes" in told["parts"]["mail"]["says"]
    assert "anna" not in str(told)


def test_migrations_that_wait_keep_visitors_away(client: Client, monitored: None, monkeypatch: Any) -> None:
    def waiting() -> bool:
        raise checks.NotYet(3)

    monkeypatch.setattr(checks, "_all_applied", waiting)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "failed")
    assert details(client)["parts"]["migrations"]["do"] == "Run `manage.py migrate`."


def test_a_folder_that_takes_no_file_keeps_visitors_away(
    client: Client, monitored: None, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "file").write_text("")
    settings.PRIVATE_ROOT = tmp_path / "file" / "private"
    told = details(client)
    assert told["status"] == "not ready"
    assert str(settings.PRIVATE_ROOT) in told["parts"]["files"]["says"]


def test_a_full_disk_is_no_surprise(client: Client, monitored: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(checks, "FEW_BYTES", 10**18)
    assert details(client)["parts"]["disk"]["state"] == "warn"


def test_a_check_that_breaks_is_a_failure_without_its_reason(
    client: Client, monitored: None, monkeypatch: Any
) -> None:
    def broken(_now: object) -> checks.Said:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setitem(checks.WATCHED, "disk", broken)
    told = details(client)
    assert told["parts"]["disk"]["state"] == "fail"
    assert "hunter2" not in str(told)


def test_an_address_that_may_needs_no_token(client: Client, settings: Any) -> None:
    settings.MONITORING_ADDRESSES = [ip_network("127.0.0.0/8")]
    assert "parts" in client.get("/readyz").json()
    assert "parts" not in client.get("/readyz", REMOTE_ADDR="203.0.113.9").json()
    # Without a trusted proxy nobody says where they are.
    spoofed = client.get("/readyz", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": "127.0.0.1"})
    assert "parts" not in spoofed.json()
