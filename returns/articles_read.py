"""Articles of the help centre that a customer read before she asks: offered on every case form, kept on the case.

An app above knows what she read; it registers a provider, returns need not know the help centre. A copy is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from returns.models import Case, ReadArticle


@dataclass(frozen=True, slots=True)
class Offered:
    """An article she may attach. read_at and seconds are None when nobody timed it; asked_from: she came from it."""

    article_id: int
    title: str
    url: str
    language: str
    revision_id: int = 0
    read_at: datetime | None = None
    seconds: int | None = None
    manner: str = ""  # one of ReadArticle.Manner
    asked_from: bool = False

    @property
    def key(self) -> str:
        return str(self.article_id)

    @property
    def minutes(self) -> int:
        return (self.seconds or 0) // 60

    @property
    def manner_in_words(self) -> str:
        return str(ReadArticle.Manner(self.manner).label) if self.manner else ""


Provider = Callable[[HttpRequest], Sequence[Offered]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready()."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def offered(request: HttpRequest) -> list[Offered]:
    return [article for provider in _providers for article in provider(request)]


def attach(case: Case, articles: Sequence[Offered]) -> None:
    """Freeze what she left ticked; called once, in the transaction that opens the case."""
    ReadArticle.objects.bulk_create(ReadArticle(case=case, **asdict(each)) for each in articles)


def forget(customer: Any) -> int:
    """Her account is erased: what she read goes, the cases stay as long as the law wants them."""
    return ReadArticle.objects.filter(case__customer_id=customer.pk).delete()[0]


class ArticlesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """An article that is gone meanwhile is no mistake of hers: it is left out."""
        return [key for key, _title in self.choices if key in (value or [])]  # type: ignore[union-attr,misc]


class WithArticles(forms.Form):
    """A form that shows what she read, ticked; what she unticks stays with her."""

    articles = ArticlesField(
        label=gettext_lazy("Help pages you read"),
        required=False,
        help_text=gettext_lazy("We attach them so that nobody asks twice. Untick what you want to keep to yourself."),
    )

    def __init__(self, *args: Any, articles: Sequence[Offered] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(articles)
        field = self.fields["articles"]
        field.choices = [(each.key, each.title) for each in self.offered]  # type: ignore[attr-defined]
        field.initial = [each.key for each in self.offered]
        if not self.offered:
            del self.fields["articles"]

    def article_rows(self) -> list[tuple[Any, Offered]]:
        """Each tick box with what it stands for."""
        return list(zip(self["articles"], self.offered, strict=True)) if self.offered else []

    def attached(self) -> list[Offered]:
        chosen = set(self.cleaned_data.get("articles", []))
        return [each for each in self.offered if each.key in chosen]
