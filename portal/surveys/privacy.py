"""What surveys hold about a person: what she was asked and said. Erased, a score stays and says nothing of her."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.areas.cases import cases_about
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, register
from portal.accounts.privacy.retention import INTEREST, Rule, months
from portal.accounts.privacy.retention import register as register_rule
from portal.accounts.privacy.subject import Subject
from portal.surveys.models import Addressee, Answer, Invitation, SurveyKind, new_token
from portal.surveys.people import address_key, user_key
from portal.surveys.rules import KEEP_WORDS, QUARTER
from returns.models import Case

ANSWER = Part("surveys.Answer", frozenset({"key", "article_id"}))
INVITATION = Part("surveys.Invitation", frozenset({"due_at", "created_at"}), below={"answers": ("answers", ANSWER)})


class SurveyArea(Area):
    name = "surveys"
    title = _("Surveys")
    text = _("How easy or good you found our help: what we asked you, and what you answered.")
    # Before the cases let go of who they belong to.
    turn = 34
    fates: ClassVar = {"surveys.Invitation": Fate.EMPTIED, "surveys.Answer": Fate.EMPTIED}

    def records(self, subject: Subject) -> Iterator[Record]:
        asked = invitations_to(subject).filter(Q(state=Invitation.State.ASKED))
        yield from ([Fact("about", "", "question"), *each] for each in records(INVITATION, asked.order_by("pk")))
        steps = steps_of(subject).order_by("pk")
        yield from ([Fact("about", "", "step"), *each] for each in records(ANSWER, steps))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        said = Answer.objects.filter(invitation__in=invitations_to(subject), replaced_at=None)
        yield Goes(_("your words in surveys, and that a score was yours"), said.count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        asked = invitations_to(subject)
        pks = list(asked.values_list("pk", flat=True))
        Invitation.objects.filter(pk__in=pks, state=Invitation.State.PLANNED).delete()
        Answer.objects.filter(invitation__in=pks).update(word="")
        for pk in pks:
            # A link in an old mail opens nothing any more.
            Invitation.objects.filter(pk=pk).update(person=None, email="", token=new_token())
        ask_never(cases_about(subject), now)
        keys = [address_key(address) for address in subject.addresses]
        if subject.user is not None:
            keys.append(user_key(subject.user.pk))
        # That a guest wants no more of it stays, or we would ask again.
        Addressee.objects.filter(key__in=keys, stopped_at=None).delete()
        return ()

    def addresses(self, before: datetime) -> Iterable[str]:
        guests = Invitation.objects.filter(person=None, created_at__lte=before).exclude(email="")
        return guests.order_by().values_list("email", flat=True).distinct()


def ask_never(cases: QuerySet[Case], now: datetime) -> None:
    """Cases that are finished after the erasure: whoever was erased is not asked how it went."""
    rows = [
        Invitation(
            kind=SurveyKind.CES,
            case=case,
            language=case.language,
            state=Invitation.State.DROPPED,
            reason=Invitation.Reason.UNWANTED,
            created_at=now,
        )
        for case in cases.filter(survey=None)
    ]
    Invitation.objects.bulk_create(rows)


def invitations_to(subject: Subject) -> QuerySet[Invitation]:
    return Invitation.objects.filter(subject.owns("person"), created_at__lte=subject.until)


def steps_of(subject: Subject) -> QuerySet[Answer]:
    return Answer.objects.filter(invitation=None, case__in=cases_about(subject))


def forget_words(now: datetime, terms: PrivacySettings) -> int:
    """Words and whom we asked; scores are figures."""
    before = now - KEEP_WORDS
    old = Invitation.objects.filter(created_at__lt=before)
    old.exclude(person=None, email="").update(person=None, email="")
    forgotten = Addressee.objects.filter(stopped_at=None, asked_at__lt=now - QUARTER)
    forgotten.filter(Q(nps_at=None) | Q(nps_at__lt=now - QUARTER)).delete()
    return Answer.objects.filter(answered_at__lt=before).exclude(word="").update(word="")


def connect() -> None:
    register(SurveyArea())
    register_rule(
        Rule(
            "surveys",
            85,
            _("What you answered when we asked how it went"),
            _("To help better. After that a score stays, without whose it was."),
            INTEREST,
            lambda terms: months(round(KEEP_WORDS.days / 30.4)),
            forget_words,
        )
    )
