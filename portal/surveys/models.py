"""Whom we ask, whom we asked, and what they said. Rows are the truth: mails and jobs follow from them."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.surveys.options import SurveySettings
from returns.models import Case

__all__ = ["Addressee", "Answer", "Invitation", "SurveyKind", "SurveySettings"]


class SurveyKind(models.TextChoices):
    CES = "ces", pgettext_lazy("survey", "Effort")
    CSAT = "csat", pgettext_lazy("survey", "Satisfaction")
    NPS = "nps", pgettext_lazy("survey", "Recommendation")
    STEP = "step", pgettext_lazy("survey", "Ease of a step")
    ARTICLE = "article", pgettext_lazy("survey", "Ease of an article")


def new_token() -> str:
    """256 bits: nobody guesses one."""
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """One question to one person: about one case, once for each, or about the shop (without a case)."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("survey", "Planned")
        ASKED = "asked", pgettext_lazy("survey", "Asked")
        DROPPED = "dropped", pgettext_lazy("survey", "Not asked")

    class Reason(models.TextChoices):
        """Why somebody was not asked."""

        TOO_SOON = "too_soon", pgettext_lazy("survey", "Asked within the last 30 days")
        UNWANTED = "unwanted", pgettext_lazy("survey", "Does not want to be asked")
        LEFT_OUT = "left_out", pgettext_lazy("survey", "The case counts nowhere")
        NO_ADDRESS = "no_address", pgettext_lazy("survey", "No address")
        OFF = "off", pgettext_lazy("survey", "Surveys are switched off")
        FAILED = "failed", pgettext_lazy("survey", "Could not be written")

    kind = models.CharField(_("question"), max_length=10, choices=SurveyKind)
    case = models.OneToOneField(
        Case, null=True, on_delete=models.CASCADE, related_name="survey", verbose_name=_("case")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="surveys",
        verbose_name=_("person"),
    )
    # Where it goes; emptied with the person.
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    token = models.CharField(max_length=50, unique=True, default=new_token, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True, default="")
    # Empty while the case is open again. A job that takes it moves it: that is its lease.
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("planned"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    by_mail = models.BooleanField(_("by e-mail"), default=False)
    # The first answer: later ones change what was said, not when.
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("survey", "invitation")
        verbose_name_plural = pgettext_lazy("survey", "invitations")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index("due_at", name="surveys_due", condition=Q(state="planned")),
            models.Index("asked_at", "kind", name="surveys_asked", condition=Q(asked_at__isnull=False)),
            models.Index("created_at", name="surveys_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case or self.language}"


class Answer(models.Model):
    """What somebody said. A change of mind is a new row; the one before stays and is marked as replaced."""

    # Answers with the same key are one person's about one thing; the last of them counts.
    key = models.CharField(max_length=80, editable=False)
    kind = models.CharField(_("question"), max_length=10, choices=SurveyKind)
    score = models.PositiveSmallIntegerField(_("score"))
    word = models.TextField(_("in their words"), blank=True, default="")
    # Names from wording.BETTER.
    better = models.JSONField(_("what could be better"), default=list, blank=True)
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.CASCADE, related_name="answers", verbose_name=_("invitation")
    )
    case = models.ForeignKey(
        Case, null=True, on_delete=models.CASCADE, related_name="survey_answers", verbose_name=_("case")
    )
    # The self-service step, or the id of the article; an article may go, what was said of it stays.
    step = models.CharField(_("step"), max_length=40, blank=True, default="")
    article_id = models.PositiveBigIntegerField(_("article"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    # The customer asked for help afterwards.
    help_at = models.DateTimeField(_("asked for help"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("survey", "answer")
        verbose_name_plural = pgettext_lazy("survey", "answers")
        ordering: ClassVar = ["-answered_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="one_answer_counts", condition=Q(replaced_at=None))
        ]
        indexes: ClassVar = [
            models.Index("answered_at", "kind", name="answers_by_moment", condition=Q(replaced_at=None)),
            models.Index("article_id", "answered_at", name="answers_about_articles", condition=Q(kind="article")),
            models.Index("key", name="answers_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.score}"

    @property
    def case_reference(self) -> str:
        return self.case.reference if self.case else ""

    @property
    def case_kind(self) -> str:
        return self.case.kind if self.case else ""


class Addressee(models.Model):
    """When somebody was last asked, and whether a guest wants no more of it. Only a keyed hash says who."""

    key = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(null=True)
    nps_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("asked_at", name="addressees_by_age")]

    def __str__(self) -> str:
        return self.key[:8]
