"""What she began and has not sent: drafts of cases, and files that wait for their message."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.files import discard_after_commit
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, Stored
from portal.accounts.privacy.subject import Subject
from returns.models import Draft, Upload
from returns.models.files import Scan

DRAFT, UPLOAD = Part("returns.Draft"), Part("returns.Upload")


class DraftArea(Area):
    name = "drafts"
    title = _("Not sent yet")
    text = _("Cases you began and have not sent, and files that wait for them.")
    turn = 30
    fates: ClassVar = {"returns.Draft": Fate.GOES, "returns.Upload": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        drafts, files = _drafts(subject), _uploads(subject)
        yield from ([Fact("about", "", "draft"), *each] for each in records(DRAFT, drafts))
        yield from ([Fact("about", "", "file"), *each] for each in records(UPLOAD, files))

    def files(self, subject: Subject) -> Iterable[Stored]:
        for upload in _uploads(subject).filter(scan=Scan.FINE).exclude(file=""):
            yield Stored(str(upload.file.name), f"files/drafts/{upload.pk}-{get_valid_filename(upload.name)}")

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("cases you began and have not sent"), _drafts(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        uploads = _uploads(subject)
        for name in [str(each.name) for upload in uploads for each in (upload.file, upload.thumbnail) if each]:
            discard_after_commit(name)
        uploads.delete()
        _drafts(subject).delete()
        return ()


def _drafts(subject: Subject) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=subject.user).exclude(owner=None)


def _uploads(subject: Subject) -> QuerySet[Upload]:
    return Upload.objects.filter(owner=subject.user).exclude(owner=None)
