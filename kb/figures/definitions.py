"""What each figure means, printed under it. A changed meaning is a new version: older numbers can't be compared."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Definition:
    name: str | Promise
    text: str | Promise
    version: int = 1


VIEWS = Definition(
    _("Views"),
    _(
        "Openings of articles by people, without editors, agents, machines and browsers that ask not to be counted. "
        "Several visits of one person are several views. Fewer than five are never shown."
    ),
)
COVERAGE = Definition(
    _("Timed"), _("Views whose browser reported a reading time at all. All times and shares are of these views.")
)
TIMES = Definition(
    _("Reading time"),
    _(
        "Seconds with the page in sight and the reader active in the last 30 seconds, at most 30 minutes. Half of the "
        "readers stayed shorter than the median, a quarter shorter than the lower and longer than the upper quarter. "
        "“Whole text” is what an adult needs for all of it: 238 words a minute and 12 seconds a picture. Times are "
        "kept in 16 steps, so a median is exact to its step."
    ),
)
SHORT = Definition(
    _("Under a minute"),
    _(
        "Failed: within half an hour the reader went from this very page to ask us, searched again or voted no. "
        "Solved: nothing of that. Silence counts as solved, also of readers who left at once, so read it beside the "
        "classes. Cases opened later can't be known: views say nothing about who read."
    ),
)
CLASSES = Definition(
    _("How it is read"),
    _(
        "By the reading time against what the whole text takes. Left at once: under 10 seconds and under a quarter of "
        "the page. Glanced: under 30 %. Scanned: 30 to 80 %. Read: 80 % and more, or the end seen after half. "
        "Struggled: more than two and a half times as long."
    ),
)
HELPED = Definition(
    _("Helped"),
    _(
        "Votes “yes” among all votes. “At least” is the lower end of Wilson's 95 % interval: with few votes it is far "
        "below the share. “Latest” counts the last two revisions that readers voted on."
    ),
)
REASONS = Definition(_("Why not"), _("What readers chose after “no”; they may skip it."))
QUALITY = Definition(
    _("Quality"),
    _(
        "100 × (0.45 solved + 0.25 votes + 0.15 read + 0.15 fresh). Solved: timed views that did not fail and were "
        "short, scanned or read; twenty views of the site's average are added. Votes: the lower end of Wilson's 95 % "
        "interval on the last two revisions, 0 without votes. Read: half of the text's time, or its end seen. Fresh: "
        "1 until the review date (without one: a year after the last look at it), then to 0 within 180 days; 0 when a "
        "shop value that it uses changed. Grey under 30 timed views. It is about articles: never rank people by it."
    ),
)
AGE = Definition(
    _("Age"),
    _(
        "Days since somebody published it or found it true. A review is overdue from its date; without a date, a year "
        "after that day."
    ),
)
LINKS = Definition(
    _("Linked from"),
    _("Other pages, states and recommendations that lead to it. Lists of topics don't count: every article is there."),
)
CONTACTS = Definition(
    _("Avoidable contacts"),
    _(
        "For searches without a result or without a click: those that became a case, or, if that is more, the site's "
        "usual share of them that does; alike searches together. For cases: closed ones in which nobody sent an "
        "article. Both for 30 days. An estimate to choose by, not a promise."
    ),
)
