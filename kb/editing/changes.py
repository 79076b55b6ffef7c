"""A value of the shop is another one now: every article that shows it is due for review and indexed anew."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from kb import signals, variables
from kb.models import ArticleVariable, IndexDue, ShopVariable, VariableChange, VariableValue
from kb.tasks import index_what_is_due

Pair = tuple[str, str]
"""Language and name."""


@transaction.atomic
def notice_changes(now: datetime) -> set[str]:
    """Compares every variable with what readers were last shown; returns the names that changed.

    Two queries and one for each source of variables when nothing did. Safe to run at any time: settings call it when
    they are saved, and tick, so that a value changed behind our back is noticed too. Announces variable_changed after
    commit.
    """
    known = current_values()
    shown = {(row.language, row.name): row.value for row in VariableValue.objects.all()}
    changed = {pair: value for pair, value in known.items() if shown.get(pair) != value}
    if changed:
        VariableValue.objects.bulk_create(
            [VariableValue(language=language, name=name, value=value) for (language, name), value in changed.items()],
            update_conflicts=True,
            unique_fields=["language", "name"],
            update_fields=["value"],
        )
    # A value that is met for the first time was shown to nobody yet: it is no change.
    news = {pair: (shown[pair], value) for pair, value in changed.items() if pair in shown}
    gone = {name for _language, name in shown} - {name for _language, name in known}
    _mark(news, now)
    _mark_gone(gone, now)
    names = {name for _language, name in news}
    if changed:
        variables.forget_seen()
    if names:
        _announce(names, now)
    return names


def current_values() -> dict[Pair, str]:
    """What every variable says now, in every language of the site."""
    codes = [code for code, _name in settings.LANGUAGES]
    known = variables.told(codes)
    for row in ShopVariable.objects.all():
        known |= {(code, row.name): row.value(code) for code in codes if not variables.is_registered(row.name)}
    return known


def articles_using(names: Iterable[str]) -> set[int]:
    return set(ArticleVariable.objects.filter(name__in=names).values_list("article_id", flat=True))


def _mark(news: dict[Pair, tuple[str, str]], now: datetime) -> None:
    """One row an article and variable: old is what was true at the last review, however often it changed since."""
    if not news:
        return
    uses = ArticleVariable.objects.filter(name__in={name for _language, name in news})
    rows = uses.values_list("article_id", "article__locale__language_code", "name")
    touched = {(article, name): news[language, name] for article, language, name in rows if (language, name) in news}
    earlier = {
        (each.article_id, each.name): each.old
        for each in VariableChange.objects.filter(article_id__in={article for article, _name in touched})
        if not each.gone
    }
    kept, undone = [], defaultdict(set)
    for (article, name), (old, new) in touched.items():
        first = earlier.get((article, name), old)
        if first == new:
            undone[name].add(article)
        else:
            kept.append(VariableChange(article_id=article, name=name, old=first, new=new, noted_at=now))
    _keep(kept)
    for name, articles in undone.items():
        VariableChange.objects.filter(name=name, article_id__in=articles).delete()


def _mark_gone(names: set[str], now: datetime) -> None:
    if not names:
        return
    told = set(VariableChange.objects.filter(name__in=names, gone=True).values_list("article_id", "name"))
    uses = set(ArticleVariable.objects.filter(name__in=names).values_list("article_id", "name"))
    _keep(
        [
            VariableChange(article_id=article, name=name, gone=True, noted_at=now)
            for article, name in sorted(uses - told)
        ]
    )


def _keep(rows: list[VariableChange]) -> None:
    VariableChange.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["article", "name"],
        update_fields=["old", "new", "gone", "noted_at"],
    )


def _announce(names: set[str], now: datetime) -> None:
    articles = articles_using(names)
    IndexDue.objects.bulk_create(
        [IndexDue(page_id=pk, due_at=now) for pk in sorted(articles)],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["due_at"],
    )
    if articles:
        transaction.on_commit(index_what_is_due.enqueue)
    news = {"names": frozenset(names), "articles": frozenset(articles)}
    transaction.on_commit(partial(signals.variable_changed.send_robust, sender=None, **news))
