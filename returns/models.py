"""Cases: one thread, one set of files, one history and one clock, whatever the kind."""

from typing import Any, ClassVar, NoReturn

import holidays
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from orders.models import Order, OrderLine


def private_storage() -> Storage:
    return storages["private"]


def known_country(code: str) -> None:
    if code not in holidays.list_supported_countries():
        raise ValidationError(_("%(code)s is not a country whose holidays we know."), params={"code": code})


class HistoryIsKept(Exception):
    """History is append-only: changing or deleting a row is a bug in the caller."""


class Case(models.Model):
    class Kind(models.TextChoices):
        RETURN = "return", pgettext_lazy("case", "Return")
        QUESTION = "question", pgettext_lazy("case", "Question")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "We are on it")
        WAITING = "waiting", pgettext_lazy("case", "Waiting for you")
        APPROVED = "approved", pgettext_lazy("case", "Approved")
        RECEIVED = "received", pgettext_lazy("case", "Goods received")
        REFUNDED = "refunded", pgettext_lazy("case", "Refunded")
        DECLINED = "declined", pgettext_lazy("case", "Declined")
        CANCELLED = "cancelled", pgettext_lazy("case", "Cancelled by you")
        CLOSED = "closed", pgettext_lazy("case", "Closed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    reference = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="cases",
    )
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10)
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="cases", verbose_name=_("order")
    )
    subject = models.CharField(_("subject"), max_length=200)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_cases",
    )
    opened_at = models.DateTimeField(_("opened"))
    # Since when the customer has been waiting for a word from us; empty when it is not our turn.
    unanswered_since = models.DateTimeField(_("waiting for us since"), null=True, blank=True)
    received_at = models.DateTimeField(_("goods received"), null=True, blank=True)
    # The next promise to the customer and how it was computed; empty when nothing is due from us.
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    due_explanation = models.JSONField(default=dict, blank=True)
    first_reply_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    # Empty while there is something to do, for us or for the customer.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Compare-and-set: an agent who acts on an old view of the case is told, not overwritten.
    version = models.PositiveIntegerField(default=1, editable=False)
    # The form carries it; sending the same form twice opens one case.
    submission_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-opened_at", "-id"]
        permissions: ClassVar = [("work_cases", "Can work on customers' cases")]
        indexes: ClassVar = [
            models.Index("customer", F("opened_at").desc(), F("id").desc(), name="cases_of_a_customer"),
            models.Index("due_at", "id", name="open_cases_by_due_time", condition=Q(closed_at=None)),
            models.Index("updated_at", "id", name="cases_by_change"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseLine(models.Model):
    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", pgettext_lazy("reason", "I changed my mind")
        WRONG_SIZE = "wrong_size", pgettext_lazy("reason", "It doesn't fit")
        NOT_AS_DESCRIBED = "not_as_described", pgettext_lazy("reason", "It isn't as described")
        DAMAGED = "damaged", pgettext_lazy("reason", "It arrived damaged")
        WRONG_ITEM = "wrong_item", pgettext_lazy("reason", "I got the wrong item")
        OTHER = "other", pgettext_lazy("reason", "Another reason")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lines", verbose_name=_("case"))
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="case_lines", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)

    class Meta:
        verbose_name = _("case line")
        verbose_name_plural = _("case lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "order_line"], name="one_row_a_case_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_case_line_has_a_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"


class Message(models.Model):
    class Author(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        AGENT = "agent", _("Agent")
        SYSTEM = "system", _("Automatic")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages", verbose_name=_("case"))
    author = models.CharField(_("from"), max_length=10, choices=Author)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Plain text, always escaped when shown.
    body = models.TextField(_("message"))
    internal = models.BooleanField(_("internal note"), default=False)
    # The form carries it; sending the same form twice writes one message.
    key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="one_message_a_form")]

    def __str__(self) -> str:
        return self.body[:80]


class Attachment(models.Model):
    """A customer's or agent's file: decoded, pixels copied, original and its metadata dropped."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("case"))
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), storage=private_storage, max_length=200)
    thumbnail = models.FileField(_("small picture"), storage=private_storage, max_length=200, blank=True)
    # What the customer called it; data only, never a path.
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A checked file that waits for its message, so that a form with a mistake keeps it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The form's submission key.
    key = models.UUIDField()
    file = models.FileField(storage=private_storage, max_length=200)
    thumbnail = models.FileField(storage=private_storage, max_length=200, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("waiting file")
        verbose_name_plural = _("waiting files")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            # Two clicks send the same picture twice; it is kept once.
            models.UniqueConstraint(fields=["owner", "key", "sha256"], name="one_row_a_waiting_file"),
        ]

    def __str__(self) -> str:
        return self.name


class HistoryQuerySet(models.QuerySet["CaseEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise HistoryIsKept

    def delete(self) -> NoReturn:
        raise HistoryIsKept


class CaseEvent(models.Model):
    """One step in a case's history; append-only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events", verbose_name=_("case"))
    at = models.DateTimeField(_("when"))
    verb = models.CharField(_("what"), max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # {"from": status, "to": status, …}: amounts as text with their currency, "message": its id.
    data = models.JSONField(default=dict, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryIsKept
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise HistoryIsKept


class ReadArticle(models.Model):
    """An article the customer had read when she asked: a copy, so that it says later what it said then."""

    class Manner(models.TextChoices):
        OPENED = "opened", pgettext_lazy("article", "Opened")
        PARTLY = "partly", pgettext_lazy("article", "Read in part")
        READ = "read", pgettext_lazy("article", "Read")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="articles_read", verbose_name=_("case"))
    # Numbers of the help centre, which this app does not know; 0 for a revision nobody named.
    article_id = models.PositiveBigIntegerField(db_index=True)
    revision_id = models.PositiveBigIntegerField(default=0)
    title = models.CharField(_("question"), max_length=255)
    # Percent-encoded: a question in Cyrillic letters makes a long one.
    url = models.TextField(_("address"))
    language = models.CharField(_("language"), max_length=10)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("seconds"), null=True, blank=True)
    manner = models.CharField(_("how it was read"), max_length=10, choices=Manner, blank=True)
    # The case was started from this very article.
    asked_from = models.BooleanField(_("the case comes from here"), default=False)

    class Meta:
        verbose_name = _("article read before")
        verbose_name_plural = _("articles read before")
        ordering: ClassVar = ["-asked_from", "-read_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "article_id"], name="one_row_a_read_article")]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return (self.seconds or 0) // 60


@register_setting(icon="undo")
class ReturnSettings(BaseGenericSetting):
    """What the shop promises about returns and answers."""

    return_days = models.PositiveSmallIntegerField(
        _("days to send something back"), default=30, help_text=_("Counted from the day after delivery.")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days until we answer"), default=2, help_text=_("Shown to customers before and after they write.")
    )
    send_back_days = models.PositiveSmallIntegerField(
        _("days to hand over the parcel"), default=14, help_text=_("Counted from the day after we approve a return.")
    )
    refund_days = models.PositiveSmallIntegerField(
        _("days until the money is back"), default=14, help_text=_("Counted from the day after the goods arrive.")
    )
    holiday_country = models.CharField(
        _("country whose holidays count"), max_length=2, default="PL", validators=[known_country]
    )
    return_address = models.TextField(_("where parcels go"), blank=True)

    panels: ClassVar = [
        FieldPanel(name)
        for name in (
            "return_days",
            "send_back_days",
            "answer_days",
            "refund_days",
            "holiday_country",
            "return_address",
        )
    ]

    class Meta:
        verbose_name = _("returns and answers")
