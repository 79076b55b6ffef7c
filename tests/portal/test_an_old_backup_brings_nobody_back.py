"""The list of erasures outlives the database: after a restore everybody on it is erased again."""

import json
import shutil
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import DataRequest, Erasure, Kept, User
from portal.accounts.privacy.erasing import erase, reapply, was_erased
from portal.accounts.privacy.journal import catch_up, entries, journal_path
from portal.accounts.privacy.subject import of_account, of_address, user_hash
from portal.notifications.models import Mail
from returns.models import Case
from tests.conftest import make_user
from tests.orders.makers import make_order
from tests.portal.canaries import canaries, everything_in_the_database, plant

pytestmark = pytest.mark.django_db
ANNA = "anna@example.com"


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


def forget(user: User, commit: Any) -> None:
    with commit(execute=True):
        erase(of_account(user, timezone.now()), None, timezone.now())


def come_back(pk: int) -> User:
    """As the backup of yesterday has her: the same number, the same address, from before the erasure."""
    Erasure.objects.all().delete()
    Kept.objects.all().delete()
    Mail.objects.all().delete()
    user = make_user(ANNA, "Anna Nowak", pk=pk, date_joined=timezone.now() - timedelta(days=400))
    plant(user, number=7777)
    return user


def test_the_list_says_nobodys_name(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna)
    hers = [*canaries(anna).values(), anna.email]
    forget(anna, django_capture_on_commit_callbacks)
    said = journal_path().read_text()
    assert [text for text in hers if text.lower() in said.lower()] == []
    assert json.loads(said)["user"]
    assert journal_path().stat().st_mode & 0o077 == 0


def test_after_a_restore_she_is_erased_again(anna: User, django_capture_on_commit_callbacks: Any, capsys: Any):
    pk = anna.pk
    forget(anna, django_capture_on_commit_callbacks)
    back = come_back(pk)
    hers = canaries(back)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reapply_erasures")
    assert "Erased again: 1." in capsys.readouterr().out
    assert not User.objects.filter(email=ANNA).exists()
    left = everything_in_the_database()
    assert {word for word, text in hers.items() if text in left} == {"buyer", "return", "photo"}
    assert not Mail.objects.filter(kind="data_erased").exists(), "she was told the first time"


def test_a_second_time_changes_nothing(anna: User, django_capture_on_commit_callbacks: Any):
    pk = anna.pk
    forget(anna, django_capture_on_commit_callbacks)
    come_back(pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert reapply(timezone.now()) == 1
    kept = dict(Kept.objects.values_list("object_id", "until"))
    lines = journal_path().read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        assert reapply(timezone.now()) == 0
    assert dict(Kept.objects.values_list("object_id", "until")) == kept
    assert journal_path().read_bytes() == lines
    assert Erasure.objects.count() == 1


def test_whoever_came_since_and_got_her_number_stays(anna: User, django_capture_on_commit_callbacks: Any):
    pk = anna.pk
    forget(anna, django_capture_on_commit_callbacks)
    make_user("new@example.com", "New", pk=pk, date_joined=timezone.now() + timedelta(hours=1))
    assert reapply(timezone.now()) == 0
    assert User.objects.filter(pk=pk).exists()


def test_a_guest_is_erased_again_too_but_not_what_she_ordered_since(django_capture_on_commit_callbacks: Any):
    make_order(None, 1, email=ANNA)
    with django_capture_on_commit_callbacks(execute=True):
        erase(of_address(ANNA, timezone.now()), None, timezone.now())
    Order.objects.update(email=ANNA, erased_at=None)
    make_order(None, 2, email=ANNA, placed_at=timezone.now() + timedelta(hours=1))
    assert reapply(timezone.now()) == 1
    assert dict(Order.objects.values_list("external_id", "email")) == {"1": "", "2": ANNA}


def test_the_restored_database_learns_the_list(anna: User, django_capture_on_commit_callbacks: Any):
    forget(anna, django_capture_on_commit_callbacks)
    Erasure.objects.all().delete()
    assert not was_erased(ANNA, timezone.now() - timedelta(days=1))
    reapply(timezone.now())
    assert was_erased(ANNA, timezone.now() - timedelta(days=1))
    assert not was_erased(ANNA, timezone.now() + timedelta(hours=1))


def test_a_line_lost_in_a_crash_is_written_later_and_half_a_line_is_passed_over(anna: User):
    erase(of_account(anna, timezone.now()), None, timezone.now())
    assert not journal_path().exists()
    journal_path().write_text('{"key": "half')
    assert len(list(entries())) == 1
    journal_path().unlink()
    assert catch_up() == 1
    assert catch_up() == 0
    assert len(journal_path().read_text().splitlines()) == 1


def test_an_older_key_still_finds_her(anna: User, settings: Any, django_capture_on_commit_callbacks: Any):
    pk = anna.pk
    forget(anna, django_capture_on_commit_callbacks)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-any-check-0123456789"
    assert user_hash(pk) not in journal_path().read_text()
    come_back(pk)
    assert reapply(timezone.now()) == 1


def test_without_the_file_the_command_says_so(capsys: Any):
    call_command("reapply_erasures")
    said = capsys.readouterr()
    assert "There is no erasures.jsonl" in said.err
    assert "Erased again: 0." in said.out


def test_nothing_about_a_case_is_told_by_a_request(anna: User, django_capture_on_commit_callbacks: Any):
    plant(anna)
    DataRequest.objects.create(
        kind="export", user=anna, email=anna.email, address_hash="x", language="en", asked_at=timezone.now()
    )
    forget(anna, django_capture_on_commit_callbacks)
    assert list(DataRequest.objects.values_list("email", "user")) == [("", None)]
    assert not Case.objects.exclude(email="").exists()
