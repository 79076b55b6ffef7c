"""Help pages she read lately, her wish not to have them remembered, and the tips she left."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from kb.actions import forget_reader
from kb.models import NoTrail, Tip, TrailPage
from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep
from portal.accounts.privacy.subject import Subject

TRAIL = Part(
    "kb.TrailPage",
    frozenset({"revision_id"}),
    also=lambda page: [Fact("article", _("Article"), page.article.title, page.article.title)],
)
TIP = Part("kb.Tip", also=lambda tip: [Fact("article", _("Article"), tip.article.title, tip.article.title)])


class ReadingArea(Area):
    name = "reading"
    title = _("Reading and tips")
    text = _("Help pages you read during the last days, and tips you left under them. Votes never knew you.")
    turn = 20
    fates: ClassVar = {"kb.TrailPage": Fate.GOES, "kb.NoTrail": Fate.GOES, "kb.Tip": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        if subject.user is None:
            return
        pages = TrailPage.objects.filter(user=subject.user).select_related("article").order_by("read_at")
        tips = Tip.objects.filter(user=subject.user).select_related("article").order_by("written_at")
        remembers = not NoTrail.objects.filter(user=subject.user).exists()
        yield [
            Fact("remembers_reading", _("We remember what you read"), remembers, _("Yes") if remembers else _("No")),
            Fact("pages", _("Help pages you read"), None, rows=list(records(TRAIL, pages))),
            Fact("tips", _("Your tips"), None, rows=list(records(TIP, tips))),
        ]

    def goes(self, subject: Subject) -> Iterable[Goes]:
        if subject.user is None:
            return
        yield Goes(_("help pages we remember that you read"), TrailPage.objects.filter(user=subject.user).count())
        yield Goes(_("tips you left; readers no longer see them"), Tip.objects.filter(user=subject.user).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        if subject.user is not None:
            forget_reader(subject.user)
        return ()
