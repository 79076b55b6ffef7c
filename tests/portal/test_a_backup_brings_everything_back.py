"""backup → wipe → restore: all is as it was; whoever was erased since stays erased; bad files change nothing."""

import hashlib
import io
import json
import random
import shutil
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from orders.models import Invoice, Order
from portal.accounts.models import User
from portal.accounts.privacy.erasing import erase
from portal.accounts.privacy.subject import of_account
from portal.operations.backup import container, restoring
from portal.operations.backup.errors import BackupError, Damaged, WrongPassphrase
from portal.operations.backup.files import STORAGES, names_in, storage_of
from portal.operations.backup.making import forget_old, make_backup
from portal.operations.backup.restoring import restore
from portal.operations.backup.sealing import MAGIC, PIECE, Sealing, Unsealing
from portal.operations.backup.tables import applied
from tests.conftest import PASSWORD, make_user
from tests.portal.canaries import plant

# Other tests leave pages in the index they share; here it is looked at.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_index")]
SECRET = "a passphrase for tests"


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private", "base_url": None}},
    }


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making the index anew is tried once; it is slow."""
    monkeypatch.setattr(restoring, "_forget_what_was_made_of_the_old", lambda migrated: None)


def contents() -> dict[str, str]:
    return {f"{kind}/{name}": hash_of(kind, name) for kind in STORAGES for name in names_in(storage_of(kind))}


def hash_of(kind: str, name: str) -> str:
    with storage_of(kind).open(name) as file:
        return hashlib.sha256(file.read()).hexdigest()


def rows_of(model: Any) -> list[Any]:
    return list(model._base_manager.order_by("pk").values_list())


def fill() -> User:
    anna = make_user("anna@example.com", "Anna Nowak")
    plant(anna)
    storages["default"].save("images/garden.txt", ContentFile(b"of the editors"))
    return anna


def wipe() -> None:
    """Rows and files of the shop are gone, others stand in their place."""
    call_command("flush", interactive=False, verbosity=0)
    for kind in STORAGES:
        shutil.rmtree(storage_of(kind).path(""))
    storages["private"].save("later.txt", ContentFile(b"from after the backup"))
    make_user("later@example.com", "Later")


def test_rows_files_invoices_and_passwords_are_as_they_were(tmp_path: Path, capsys: Any) -> None:
    anna = fill()
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    client = Client()
    client.force_login(anna)
    before = contents(), rows_of(Invoice), rows_of(Order), rows_of(User)
    known = restoring._problems()
    call_command("backup", tmp_path, passphrase_file=secret)
    assert "encrypted" in capsys.readouterr().out
    (file,) = tmp_path.glob("aftercare-*.backup")
    assert file.stat().st_mode & 0o077 == 0
    wipe()
    done = restore(file, SECRET, timezone.now(), replace=True)
    # What is planted was never lived through: its clocks do not agree, before and after.
    assert list(done.problems) == known
    assert done.files_gone == 1
    assert (contents(), rows_of(Invoice), rows_of(Order), rows_of(User)) == before
    assert Client().login(email="anna@example.com", password=PASSWORD)
    assert client.get("/account/").status_code == 302, "who was signed in at the time of the backup is not now"
    assert not [*tmp_path.rglob(".re*"), *tmp_path.rglob("*.part"), *tmp_path.rglob(".backup-*")]
    # New rows get new numbers.
    plant(make_user("ben@example.com", "Ben"), number=7100)


def test_whoever_was_erased_since_stays_erased(
    tmp_path: Path, no_index: None, django_capture_on_commit_callbacks: Any
) -> None:
    anna = fill()
    file, _manifest = make_backup(tmp_path / "one", "", timezone.now())
    erase(of_account(anna, timezone.now()), None, timezone.now())
    assert not User.objects.filter(email="anna@example.com").exists()
    done = restore(file, "", timezone.now(), replace=True)
    assert (done.erased, done.has_erasures) == (1, True)
    assert not User.objects.filter(email="anna@example.com").exists()


def test_a_restore_that_fails_at_the_end_leaves_the_site_as_it_was(
    tmp_path: Path, no_index: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    file, _manifest = make_backup(tmp_path / "one", "", timezone.now())
    wipe()
    before = contents(), rows_of(User), rows_of(Order)

    def stumble(now: datetime) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(restoring, "reapply", stumble)
    with pytest.raises(BackupError, match="as it was: no space left"):
        restore(file, "", timezone.now(), replace=True)
    assert (contents(), rows_of(User), rows_of(Order)) == before
    assert not [*tmp_path.rglob(".re*")]


def test_a_site_with_people_is_replaced_only_when_told_so(tmp_path: Path) -> None:
    fill()
    file, _manifest = make_backup(tmp_path / "one", "", timezone.now())
    with pytest.raises(BackupError, match="say --replace"):
        restore(file, "", timezone.now())
    with pytest.raises(BackupError, match="is there already"):
        make_backup(file, "", timezone.now())


@pytest.mark.parametrize("secret", ["", SECRET])
def test_a_changed_cut_off_or_lengthened_file_is_refused(secret: str, tmp_path: Path) -> None:
    storages["private"].save("large", ContentFile(random.Random(1).randbytes(1_500_000)))  # noqa: S311
    file, _manifest = make_backup(tmp_path / "one", secret, timezone.now())
    good = file.read_bytes()
    assert container.look(file, secret).files("private") == {"large"}
    places = [60, len(good) // 2, len(good) - 30]
    wrong = [good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :] for place in places]
    wrong += [good[: len(good) // 2], good[:-1], good[:20], b"", good + b"more"]
    for content in wrong:
        file.write_bytes(content)
        with pytest.raises((Damaged, WrongPassphrase)):
            restore(file, secret, timezone.now(), replace=True)


def test_only_its_own_passphrase_opens_it(tmp_path: Path) -> None:
    file, _manifest = make_backup(tmp_path / "one", SECRET, timezone.now())
    assert b"auth_group" not in file.read_bytes()
    for wrong in ("", f"{SECRET}!", SECRET.upper()):
        with pytest.raises(WrongPassphrase):
            restore(file, wrong, timezone.now(), replace=True)
    with pytest.raises(BackupError, match="12 characters"):
        make_backup(tmp_path / "two", "too short", timezone.now())


def change(file: Path, how: Callable[[dict[str, Any]], None]) -> Path:
    """The same backup with another manifest."""
    changed = file.with_name("changed")
    with tarfile.open(file) as old, tarfile.open(changed, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            if member.name == container.MANIFEST:
                said = json.load(content)
                how(said)
                text = json.dumps(said).encode()
                member.size, content = len(text), ContentFile(text)  # type: ignore[assignment]
            new.addfile(member, content)
    return changed


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (lambda it: it.update(database="oracle"), "of oracle, the site runs on"),
        (lambda it: it["migrations"].append(["kb", "9999_from_the_future"]), "of a newer release.*kb.9999_from"),
        (lambda it: it.update(key="another"), "another SECRET_KEY"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_touched(
    how: Callable[[dict[str, Any]], None], said: str, tmp_path: Path, capsys: Any
) -> None:
    make_user("anna@example.com", "Anna")
    file, _manifest = make_backup(tmp_path / "one", "", timezone.now())
    call_command("restore", file, check=True)
    assert "this site can take it in" in capsys.readouterr().out
    with pytest.raises(CommandError, match=said):
        call_command("restore", change(file, how), replace=True)
    assert User.objects.filter(email="anna@example.com").exists()


def test_sessions_and_kept_answers_are_in_no_backup(anna: User, as_user: Any, tmp_path: Path) -> None:
    as_user(anna)
    assert Session.objects.exists()
    _file, manifest = make_backup(tmp_path / "one", "", timezone.now())
    assert manifest.rows.get("django_session", 0) == 0
    assert "database/django_session.copy" not in manifest.members


def test_a_backup_of_an_older_release_is_brought_up_to_date(tmp_path: Path, capsys: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'taggit' ORDER BY name")
        names = [name for (name,) in cursor.fetchall()]
    call_command("migrate", "taggit", names[-2], verbosity=0)
    try:
        file, manifest = make_backup(tmp_path / "one", "", timezone.now())
    finally:
        call_command("migrate", "taggit", names[-1], verbosity=0)
    assert ["taggit", names[-1]] not in manifest.migrations
    call_command("restore", file, replace=True)
    said = capsys.readouterr().out
    assert "Migrations run since that release: 1." in said
    assert "check_invariants: all is as it must be." in said
    assert ["taggit", names[-1]] in applied()


def test_old_backups_go_and_other_files_stay(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    names = ["aftercare-20261018T020000Z.backup", "aftercare-20261018T040000Z.backup", "aftercare-of-may.backup"]
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in names:
        (folder / name).touch()
    assert [file.name for file in forget_old(folder, timedelta(days=35), now)] == names[:1]
    assert sorted(file.name for file in folder.iterdir()) == names[1:]


def test_a_sealed_file_of_any_length_opens_again(tmp_path: Path) -> None:
    for length in (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE):
        content = bytes(length)
        sealed = tmp_path / str(length)
        with sealed.open("wb") as out, Sealing(out, SECRET) as sealing:
            sealing.write(content)
        with sealed.open("rb") as source:
            assert source.read(len(MAGIC)) == MAGIC
            assert io.BufferedReader(Unsealing(source, SECRET)).read() == content
