"""What the desk holds of a customer: articles that agents sent, notes about her, accounts that were hers."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from kb.signals import trail_stopped
from orders.models import Order
from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.areas.cases import CASE_BELOW
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, left_out, register
from portal.accounts.privacy.retention import INTEREST, Rule, months
from portal.accounts.privacy.retention import register as register_rule
from portal.accounts.privacy.subject import Subject
from portal.desk.articles.links import forget_readings
from portal.desk.models import ArticleLink, CustomerMerge, CustomerNote, OrderPhone, ReplyDraft
from returns.models import Case

READINGS_KEPT = timedelta(days=365)
MERGE = Part("desk.CustomerMerge", frozenset({"moved", "gone_email"}))


def _article(link: Any) -> list[Fact]:
    return [Fact("article", _("Article"), link.page.title, link.page.title)] if link.page else []


class DeskArea(Area):
    """Notes are between colleagues, like those inside a case: a person reads them before they are handed out."""

    name = "desk"
    title = _("Your place at our desk")
    text = _("When two accounts of yours were joined. Colleagues' notes go with your account.")
    # Before the orders: whose they were is gone after them.
    turn = 15
    fates: ClassVar = {
        "desk.CustomerNote": Fate.GOES,
        "desk.CustomerMerge": Fate.GOES,
        "desk.OrderPhone": Fate.GOES,
        "desk.ReplyDraft": Fate.GOES,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        return records(MERGE, merges_about(subject).order_by("pk"))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("notes of our colleagues about you"), notes_about(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        notes_about(subject).delete()
        ReplyDraft.objects.filter(case__in=Case.objects.filter(subject.owns())).delete()
        merges_about(subject).delete()
        OrderPhone.objects.filter(order__in=Order.objects.filter(subject.owns())).delete()
        return ()


def notes_about(subject: Subject) -> QuerySet[CustomerNote]:
    return CustomerNote.objects.filter(subject.owns())


def merges_about(subject: Subject) -> QuerySet[CustomerMerge]:
    asked = Q(gone_email__in=subject.addresses)
    return CustomerMerge.objects.filter(asked | Q(kept=subject.user) | Q(gone=subject.user) if subject.user else asked)


def forget_long_ago(now: datetime, terms: PrivacySettings) -> int:
    return ArticleLink.objects.filter(sent_at__lt=now - READINGS_KEPT, read_ms__gt=0).update(read_ms=0)


@receiver(trail_stopped, dispatch_uid="desk_forgets_readings")
def forget_her_readings(user_id: int, **kwargs: Any) -> None:
    forget_readings(user_id)


def connect() -> None:
    CASE_BELOW["articles_sent"] = ("article_links", Part("desk.ArticleLink", frozenset({"code"}), also=_article))
    register(DeskArea())
    register_rule(
        Rule(
            "article_links",
            65,
            _("How long you read an article that we sent you in an answer"),
            _(
                "Whoever answers you sees whether it helped. Only with an account, only from the link in that answer, "
                "never in our statistics; it stops when you stop us from remembering what you read."
            ),
            INTEREST,
            lambda terms: months(12),
            forget_long_ago,
        )
    )
    left_out(
        {
            "desk.ArticleLink": "Handed out with its case; after an erasure it names a case without a person.",
            "desk.ArticleDraft": "Which case an article came from, and who wrote it; nothing of the customer.",
            "desk.CaseFact": "Moments and seconds of a case: after an erasure they lead to a case without a person.",
            "desk.Rule": "What the shop lets happen by itself; names colleagues.",
            "desk.Rule_notify": "Which colleagues a rule tells.",
            "desk.Rule_tags": "Which tags a rule adds.",
            "desk.Macro_favourites": "Which macros an agent likes best.",
            "desk.RuleRun": "Which rule fitted a case and what it did; nothing of the customer.",
            "desk.ReplyFact": "How long an answer took and which colleague gave it; nothing of the customer.",
            "desk.Macro": "An agent's own canned replies: about no customer, and gone with the agent's account.",
            "desk.Desk": "An agent's signature and keys; gone with the agent's account.",
            "kb.ArticleFlag": "What an agent wrote about an article, and the editor's answer: staff at work.",
        }
    )
