"""What the queue keeps beside the cases: agents' own views, the newest words, and the words cases are searched by."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models import Case

LONGEST_LAST_WORDS = 200


class SavedView(models.Model):
    """A name for a filter and an order of the queue; one agent's own, or everybody's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("whose"), on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=40)
    is_shared = models.BooleanField(_("for all agents"), default=False)
    # As in the address of the queue: {"view": "open", "kind": "return", "ordering": "-opened_at"}.
    query = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("of the queue", "view")
        verbose_name_plural = pgettext_lazy("of the queue", "views")
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [models.Index("is_shared", name="shared_views", condition=Q(is_shared=True))]

    def __str__(self) -> str:
        return self.name


class CaseLatest(models.Model):
    """The end of a case's thread, so that a list shows and sorts by it without reading threads."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="latest")
    # The newest message between customer and shop; a case without any began when it was opened.
    said_at = models.DateTimeField()
    # Messages of people, notes left out.
    messages = models.PositiveIntegerField(default=0)
    # The customer's, on one line.
    last_words = models.CharField(max_length=LONGEST_LAST_WORDS, blank=True)
    # The case's updated_at when this was written: a newer case is written anew.
    as_of = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(F("said_at").desc(), "case", name="cases_by_last_message")]

    def __str__(self) -> str:
        return self.last_words


class CaseWords(models.Model):
    """Every word a case is found by, folded, each once. A table of its own: long rows are slow to walk through.

    The full text index on it is made by migration 0006 and kept by the database.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="words")
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.words[:80]
