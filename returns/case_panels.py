"""Room on a case's page for apps above: they register a callable, returns need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Expression, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from returns.models import Case

Place = Literal["top", "side", "thread"]


@dataclass(frozen=True, slots=True)
class CasePanel:
    """The template gets `case` and `panel` (use panel.context).

    place: "top" (under where it stands), "side" (beside, below the steps) or "thread" (above the messages).
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    place: Place = "thread"


Provider = Callable[[HttpRequest, Case], CasePanel | None]
_providers: list[Provider] = []
_marks: dict[str, Expression | Combinable] = {}


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). The provider returns None when it has nothing to show."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def mark(name: str, expression: Expression | Combinable) -> None:
    """What a panel wants to know before it asks for rows of its own: read with the case, `marked` tells it."""
    _marks[name] = expression


def with_marks(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.annotate(**_marks)


def marked(case: Case, name: str) -> Any:
    """None where the case was read without its marks: then the panel asks."""
    return vars(case).get(name)


def is_empty(case: Case, name: str) -> bool:
    """Known to hold nothing; False also where the case was read without its marks."""
    return marked(case, name) is False


def panels_for(request: HttpRequest, case: Case) -> dict[Place, list[CasePanel]]:
    """What there is to show, by place, in the order of registration."""
    found: dict[Place, list[CasePanel]] = {"top": [], "side": [], "thread": []}
    for provider in _providers:
        if (panel := provider(request, case)) is not None:
            found[panel.place].append(panel)
    return found
