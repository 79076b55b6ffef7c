"""Which articles something leads to: other pages, states of orders and cases, recommendations of the search."""

from collections import Counter
from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, F, QuerySet
from django.db.models.functions import Cast
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page, ReferenceIndex

from kb.models import StateArticle


def linked_from(articles: Collection[int]) -> Counter[int]:
    """How many things lead to each article, by its id. Three statements, however many articles."""
    found: Counter[int] = Counter()
    for pk, times in _pages(articles):
        found[int(pk)] += times
    for rows, field in ((StateArticle.objects, "article_id"), (SearchPromotion.objects, "page_id")):
        counted = rows.filter(**{f"{field}__in": articles}).order_by().values_list(field)
        found.update(dict(counted.annotate(times=Count("pk"))))
    return found


def _pages(articles: Collection[int]) -> QuerySet[ReferenceIndex, tuple[str, int]]:
    """Other pages whose text or choice of related articles names it."""
    page = ContentType.objects.get_for_model(Page)
    names = [str(pk) for pk in articles]
    rows = ReferenceIndex.objects.filter(base_content_type=page, to_content_type=page, to_object_id__in=names)
    others = rows.exclude(object_id=Cast(F("to_object_id"), CharField())).order_by().values_list("to_object_id")
    return others.annotate(times=Count("object_id", distinct=True))
