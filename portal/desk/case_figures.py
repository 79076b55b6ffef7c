"""Cases as numbers for the help centre: closed without an article, opened after reading one. No case is named."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import Case as Case_
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from kb.figures import cases
from kb.figures.cases import ArticleCases, CaseFigures, CaseGroup
from orders.models import Order
from portal.desk.models import ArticleLink
from returns.models import Case, CaseLine, ReadArticle

# Most cases come after the order has arrived, so that says nothing; who writes before it asks about its way.
NOT_THERE = (Order.Status.PENDING, Order.Status.PROCESSING, Order.Status.SHIPPED)
EARLY = gettext_lazy("before the order arrived")
IS_EARLY = Q(order__delivered_at__gt=F("opened_at")) | Q(order__delivered_at=None, order__status__in=NOT_THERE)


def connect() -> None:
    cases.register(CaseFigures(without_article=without_article, by_article=by_article))


def _within(field: str, since: date, until: date) -> Q:
    """Days of the shop, both included."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def without_article(since: date, until: date) -> list[CaseGroup]:
    """Closed cases by language, kind and what is known of their topic: the first reason, else the first tag, else
    that the order had not arrived. Cancelled ones asked for no answer. One statement.
    """
    first = CaseLine.objects.filter(case=OuterRef("pk")).order_by("pk").values("reason")[:1]
    tagged = Case.tags.through.objects.filter(case=OuterRef("pk")).order_by("tag__name")
    sent = ArticleLink.objects.filter(case=OuterRef("pk"))
    closed = Case.objects.filter(_within("closed_at", since, until)).exclude(status=Case.Status.CANCELLED)
    rows = closed.filter(~Exists(sent)).annotate(
        reason=Coalesce(Subquery(first), Value("")),
        tag=Case_(When(reason="", then=Subquery(tagged.values("tag")[:1]))),
        tag_name=Case_(When(reason="", then=Subquery(tagged.values("tag__name")[:1]))),
        is_early=Case_(When(IS_EARLY, reason="", tag=None, then=Value(True)), default=Value(False)),
    )
    counted = rows.order_by().values_list("language", "kind", "reason", "tag", "tag_name", "is_early")
    return [_group(*row) for row in counted.annotate(cases=Count("pk"))]


def _group(
    language: str, kind: str, reason: str, tag: int | None, tag_name: str | None, is_early: bool, number: int
) -> CaseGroup:
    label = Case.Kind(kind).label
    address = f"{reverse('desk:queue')}?view=all&kind={kind}&language={language}{f'&tag={tag}' if tag else ''}"
    topic = CaseLine.Reason(reason).label if reason else tag_name or (EARLY if is_early else "")
    if topic:
        label = format_lazy("{}: {}", label, topic)
    return CaseGroup(language, label, number, address, "returns.work_cases", is_topic=bool(topic))


def by_article(since: date, until: date, articles: list[int]) -> dict[int, ArticleCases]:
    """Three statements, however many articles."""
    read = ReadArticle.objects.filter(_within("case__opened_at", since, until), article_id__in=articles)
    sent = ArticleLink.objects.filter(_within("sent_at", since, until), page_id__in=articles, case__left_out="")
    came_from, sending = _cases(read, "article_id"), _sending(sent)
    return {pk: ArticleCases(came_from[pk], *sending.get(pk, (0, 0, 0, 0))) for pk in articles}


def _sending(sent: QuerySet[ArticleLink]) -> dict[int, tuple[int, int, int, int]]:
    """By article: cases it was sent in, cases it was opened in, sendings that were the last word, sendings settled."""
    counted = (
        sent.order_by()
        .values_list("page_id")
        .annotate(
            cases=Count("case", distinct=True),
            opened=Count("case", distinct=True, filter=Q(opened_at__isnull=False)),
            closed=Count("pk", filter=Q(solved=True)),
            settled=Count("pk", filter=Q(solved__isnull=False)),
        )
    )
    return {pk: (cases, opened, closed, settled) for pk, cases, opened, closed, settled in counted}


def _cases(rows: QuerySet[ReadArticle], field: str) -> Counter[int]:
    counted = rows.order_by().values_list(field).annotate(cases=Count("case", distinct=True))
    return Counter(dict(counted))
