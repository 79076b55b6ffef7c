"""What to write next: questions without an answer, ranked by the contacts that an article could save."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst

from kb.figures import cases
from kb.figures.rules import PRIOR_VIEWS, Period
from kb.models import SearchQuery
from kb.search.analysis import analysis

MONTH = 30
MOST_TEXTS = 2000
FEWEST_SEARCHES = 2


@dataclass(frozen=True, slots=True)
class Searches:
    """How often a question was asked, and how it went."""

    searches: int = 0
    without_result: int = 0
    clicks: int = 0
    cases: int = 0

    def __add__(self, other: "Searches") -> "Searches":
        return Searches(
            self.searches + other.searches,
            self.without_result + other.without_result,
            self.clicks + other.clicks,
            self.cases + other.cases,
        )

    @property
    def unanswered(self) -> int:
        """Without a result, or with results of which none was opened."""
        return self.without_result + max(0, self.searches - self.without_result - self.clicks)


def avoidable(found: Searches, usual: float) -> float:
    """Contacts that an answer would have saved: the cases we know of, or what is usual for so many searches.

    `usual` is the site's share of unanswered searches that end in a case; twenty searches of it are added, so that
    one search that became a case isn't taken for a rule.
    """
    rate = (found.cases + PRIOR_VIEWS * usual) / (found.unanswered + PRIOR_VIEWS)
    return max(float(found.cases), found.unanswered * min(1.0, rate))


@dataclass(frozen=True, slots=True)
class Gap:
    """`contacts` are avoidable ones in 30 days; `texts` are all ways in which it was asked, the usual one first.

    A gap that cases show has no texts; `url` lists cases like them, for people with the permission.
    """

    language: str
    question: str | Promise
    contacts: float
    unanswered: int
    without_result: int
    cases: int
    texts: tuple[str, ...] = ()
    url: str = ""
    permission: str = ""
    part: float = 0.0
    """Of the contacts of the most expensive gap."""

    @property
    def start_url(self) -> str:
        """Where one click begins the article, and settles the search that asked for it."""
        asked = {"language": self.language}
        if self.texts:
            asked |= {"title": self.texts[0], "searched": self.texts[0], "report": "without-results"}
        return f"{reverse('kb_start_article')}?{urlencode(asked)}"


def gaps(period: Period, language: str = "") -> list[Gap]:
    """The questions of a period, the most expensive first. One statement, and one for the cases."""
    found = [*_searched(period, language), *_closed(period, language)]
    found.sort(key=lambda gap: (-gap.contacts, -gap.unanswered, str(gap.question)))
    most = found[0].contacts if found else 0.0
    return [replace(gap, part=gap.contacts / most) if most else gap for gap in found]


def _closed(period: Period, language: str) -> Iterable[Gap]:
    for group in cases.without_article(period.since, period.today):
        if group.is_topic and language in ("", group.language):
            month = group.cases * MONTH / period.days
            yield Gap(
                group.language, group.label, month, 0, 0, group.cases, url=group.url, permission=group.permission
            )


def _searched(period: Period, language: str) -> Iterable[Gap]:
    rows = SearchQuery.objects.filter(handling=None, day__range=(period.since, period.today))
    if language:
        rows = rows.filter(language=language)
    sums = {name: Sum(name) for name in ("searches", "without_result", "clicks", "cases")}
    counted = rows.order_by().values_list("language", "text").annotate(**sums).order_by("-searches", "text")
    groups: dict[tuple[str, frozenset[str]], dict[str, Searches]] = defaultdict(dict)
    for code, text, *numbers in counted[:MOST_TEXTS]:
        groups[code, stems(text, code)][text] = Searches(*numbers)
    whole = sum((each for texts in groups.values() for each in texts.values()), Searches())
    usual = whole.cases / whole.unanswered if whole.unanswered else 0.0
    for (code, _stems), texts in groups.items():
        total = sum(texts.values(), Searches())
        if total.searches < FEWEST_SEARCHES or not (total.unanswered or total.cases):
            continue
        often = [text for text, _n in Counter({text: each.searches for text, each in texts.items()}).most_common()]
        yield Gap(
            language=code,
            question=capfirst(often[0]),
            contacts=avoidable(total, usual) * MONTH / period.days,
            unanswered=total.unanswered,
            without_result=total.without_result,
            cases=total.cases,
            texts=tuple(often),
        )


def stems(text: str, language: str) -> frozenset[str]:
    """What a text is about: its words without endings, accents and order; the text itself if nothing is left."""
    found = frozenset(filter(None, (analysis.token(word, language) for word in analysis.split(text))))
    return found or frozenset([text])
