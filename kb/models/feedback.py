from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Vote(models.Model):
    """One reader's "Did this help?" about one revision. Says nothing about the reader."""

    class Reason(models.TextChoices):
        NOT_ASKED = "not_asked", pgettext_lazy("why an article did not help", "It answers something else")
        UNCLEAR = "unclear", pgettext_lazy("why an article did not help", "It is hard to understand")
        OUTDATED = "outdated", pgettext_lazy("why an article did not help", "It is out of date")
        DID_NOT_WORK = "did_not_work", pgettext_lazy("why an article did not help", "I did it and it didn't work")
        WRONG = "wrong", pgettext_lazy("why an article did not help", "Something in it is wrong")
        OTHER = "other", pgettext_lazy("why an article did not help", "Something else")

    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="votes")
    revision = models.ForeignKey("wagtailcore.Revision", models.SET_NULL, null=True, related_name="+")
    helpful = models.BooleanField()
    day = models.DateField()
    # Only beside a no; empty when the reader didn't say.
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    # Without addresses and long numbers; emptied after 13 months.
    words = models.CharField(_("in the reader's words"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        indexes = [
            models.Index(fields=["article", "day"]),
            models.Index(fields=["-day", "-id"], name="kb_vote_no", condition=models.Q(helpful=False)),
        ]
