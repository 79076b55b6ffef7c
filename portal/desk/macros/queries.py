"""Which macros an agent has: own and shared, favourites first."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from portal.accounts.models import User
from portal.desk.macros.rules import fill, in_language, left_open
from portal.desk.macros.variables import values
from portal.desk.models import Macro, MacroText
from returns.access import LEAD_CASES, Person
from returns.models import Case

SHARED = Q(owner=None)


def macros_of(agent: Person) -> QuerySet[Macro]:
    """What this agent may use; two queries with the texts."""
    liked = Macro.favourites.through.objects.filter(macro=OuterRef("pk"), user=agent.pk)
    own = Macro.objects.filter(SHARED | Q(owner=agent.pk)).annotate(is_favourite=Exists(liked))
    return own.prefetch_related(Prefetch("texts", MacroText.objects.order_by("pk"))).order_by(
        "-is_favourite", "folder", "name", "pk"
    )


def to_edit(agent: Person) -> QuerySet[Macro]:
    """Own ones; what is shared only by senior agents."""
    mine = Q(owner=agent.pk)
    return Macro.objects.filter(mine | SHARED if agent.has_perm(LEAD_CASES) else mine)


@dataclass(frozen=True)
class Filled:
    """text: ready for the answer; open: variables without a value; fallback: the language it is in, if not theirs."""

    text: str
    open: list[str]
    fallback: str


def filled(macro: Macro, case: Case, agent: User) -> Filled:
    texts = {text.language: text.body for text in macro.texts.all()}
    text, language = in_language(texts, case.language, settings.LANGUAGE_CODE)
    done = fill(text, values(case, agent)) if text else ""
    return Filled(done, left_open(done), language if language and language != case.language else "")
