"""FILES_URL=s3://…: the files of a bucket are in the backup, and stand in the bucket again after it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from portal.operations.backup import restoring
from portal.operations.backup.errors import BackupError
from portal.operations.backup.making import make_backup
from portal.operations.backup.restoring import restore

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a passphrase for tests"
FILES = {
    "default": ("images/garden.txt", b"of the editors"),
    "private": ("invoices/ab/one.pdf", bytes(range(256)) * 90),
}


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/portal/test_a_backup_brings_everything_back.py makes it anew; that is slow, and it is not in a bucket."""
    monkeypatch.setattr(restoring, "_forget_what_was_made_of_the_old", lambda migrated: None)


@pytest.fixture
def backup(s3: Any, settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    for alias, (name, content) in FILES.items():
        storages[alias].save(name, ContentFile(content))
    return make_backup(tmp_path / "one", SECRET, timezone.now())[0]


def kept() -> dict[str, bytes]:
    return {alias: storages[alias].open(name).read() for alias, (name, _content) in FILES.items()}


def test_files_of_a_bucket_come_back_and_strangers_go(backup: Path, s3: Any) -> None:
    before = s3.keys()
    assert len(before) == len(FILES)
    for key in before:
        s3.client.delete_object(Bucket=s3.bucket, Key=key)
    storages["private"].save("invoices/ab/one.pdf", ContentFile(b"another"))
    storages["private"].save("later.txt", ContentFile(b"from after the backup"))
    done = restore(backup, SECRET, timezone.now(), replace=True)
    assert done.files_gone == 1
    assert s3.keys() == before
    assert kept() == {alias: content for alias, (_name, content) in FILES.items()}


def test_a_restore_that_fails_leaves_the_files_of_the_bucket(
    backup: Path, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    storages["private"].delete("invoices/ab/one.pdf")
    storages["private"].save("invoices/ab/one.pdf", ContentFile(b"as it is now"))
    storages["private"].save("later.txt", ContentFile(b"from after the backup"))

    def stumble(now: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(restoring, "reapply", stumble)
    with pytest.raises(BackupError, match="as it was"):
        restore(backup, SECRET, timezone.now(), replace=True)
    assert kept()["private"] == b"as it is now"
    assert storages["private"].open("later.txt").read() == b"from after the backup"
