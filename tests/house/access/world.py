"""What Anna and Ben own, one of everything, with words in it that stand nowhere else; and the shop's own rows."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query

from kb.models import ArticlePage, HelpHomePage, ShopVariable, Synonym, Tip, TopicPage, TrailPage
from orders.archives.queries import contents_of
from orders.files import keep
from orders.finding.actions import make_link
from orders.models import (
    Company,
    CompanyInvitation,
    CompanyMember,
    Envelope,
    InvoiceArchive,
    Order,
    PullRun,
    PullSource,
    Shipment,
)
from portal.accounts.models import DataRequest, Kept, User
from portal.accounts.privacy.keeping import keep_token
from portal.accounts.privacy.subject import address_hash
from portal.callbacks.models import Callback
from portal.callbacks.tokens import token_of
from portal.desk.customers.merging.actions import hash_of
from portal.desk.models import ArticleLink, CustomerMerge, CustomerNote, Macro, Rule, SavedView
from portal.notifications.choices import stop_token
from portal.notifications.kinds import GROUPS
from portal.notifications.models import Mail
from portal.proactive.models import Nudge
from portal.surveys.models import Invitation
from portal.webhooks_out.models import Call, Endpoint, Event
from returns import actions
from returns.actions.opening import free_reference
from returns.models import Case, Decision, Draft, ReturnLabel, ReturnParcel, Tag
from returns.withdrawing.actions import Sender, submit
from returns.withdrawing.statement import Statement
from returns.withdrawing.tokens import proof_token
from tests.house.access.cast import people
from tests.orders.makers import make_order
from tests.portal.canaries import canaries, plant
from tests.returns.makers import make_question, upload

IBANS = {"A": "PL61109010140000071219812874", "B": "PL27114020040000300201355387"}
NUMBERS = {"A": 700012345, "B": 800012345}
GONE = 987654321


@dataclass
class Holdings:
    """What fills the places of addresses: by name, and rows by model. `said` are the owner's canaries."""

    places: dict[str, str] = field(default_factory=dict)
    rows: dict[type[Model], int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def has(self, *rows: Any) -> None:
        for row in rows:
            self.rows[type(row)] = row.pk


@dataclass
class World:
    users: dict[str, User]
    anna: Holdings
    ben: Holdings
    missing: Holdings
    deleted: Holdings
    article: ArticlePage
    order: Order  # Anna's, the one a guest opened


def make_world() -> World:
    article = _help_centre()
    users = people()
    _shops_rows(users)
    company = Company.objects.create(name="CompanyCanaryAnna", vat_number="5252248481", country="PL")
    CompanyMember.objects.create(company=company, user=users["C"], role="buyer", joined_at=timezone.now())
    deleted = _holdings("A", users, article, number=900012345)
    anna = _holdings("A", users, article)
    ben = _holdings("B", users, article)
    for letter, number in (("C", 610012345), ("X", 620012345)):
        make_order(users[letter], number, email=users[letter].email)
    make_order(users["O"], 630012345, email=users["O"].email, source="other")
    CompanyMember.objects.create(company=company, user=users["A"], role="administrator", joined_at=timezone.now())
    anna.places["company"], anna.places["colleague"] = str(company.key), str(company.members.get(user=users["C"]).pk)
    order = Order.objects.get(slug=anna.places["order"])
    missing = Holdings({name: _nothing_like(value) for name, value in anna.places.items()}, {})
    missing.places |= {"year": "1999", "case": free_reference("return"), "question": free_reference("question")}
    missing.places["talk"] = missing.places["question"]
    return World(users, anna, ben, missing, _delete(deleted), article, order)


def _nothing_like(value: str) -> str:
    """The same shape, and nobody's: a digit or a letter is another one, a signature is not ours."""
    if value.isdecimal():
        return str(GONE)
    return "".join(_another(letter) for letter in value)


def _another(letter: str) -> str:
    for alphabet in ("0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        if letter in alphabet:
            return alphabet[(alphabet.index(letter) + 1) % len(alphabet)]
    return letter


def _help_centre() -> ArticlePage:
    home = HelpHomePage.objects.get(locale__language_code="en")
    topic = home.add_child(instance=TopicPage(title="Returns", slug="returns"))
    page = topic.add_child(
        instance=ArticlePage(title="How do I return something?", slug="return", short_answer="Use your account.")
    )
    topic.add_child(
        instance=ArticlePage(
            title="StaffCanaryTitle", slug="staff-only", short_answer="StaffCanaryAnswer", audience="agents"
        )
    )
    assert isinstance(page, ArticlePage)
    page.save_revision()
    return page


def _shops_rows(users: dict[str, User]) -> None:
    """One of each thing the admin keeps, so that its pages have something to open."""
    now = timezone.now()
    Tag.objects.create(name="fragile")
    Macro.objects.create(name="greeting", owner=users["M"])
    Rule.objects.create(name="tidy", event="opened")
    source = PullSource.objects.create(name="woocommerce", due_at=now + timedelta(days=1))
    PullRun.objects.create(source=source, started_at=now)
    Envelope.objects.create(source="generic", delivery_id="d1", sha256="0" * 64, body=b"{}", received_at=now)
    ShopVariable.objects.create(name="returns_days", label="Days")
    Synonym.objects.create(language="en", words="parcel, package")
    Redirect.objects.create(old_path="/old", redirect_link="/")
    Query.get("parcel")
    endpoint = Endpoint.objects.create(name="shop", url="https://shop.example/hook", secret="s" * 32)
    event = Event.objects.create(key="e1", kind="case.opened", body="{}", created_at=now)
    Call.objects.create(endpoint=endpoint, event=event, created_at=now)
    Kept.objects.create(label="orders.order", object_id="1", title="Order", reason="books", basis="law", since=now)
    SavedView.objects.create(owner=users["M"], name="Mine", query={})


def _holdings(letter: str, users: dict[str, User], article: ArticlePage, number: int = 0) -> Holdings:
    """Everything one customer can own; the second time for the same one it is what will be deleted."""
    user, now, number = users[letter], timezone.now(), number or NUMBERS[letter]
    held = Holdings(
        said=[*canaries(user).values(), IBANS[letter], str(number), user.email, f"notecanary{letter}inside"]
    )
    Tip.objects.filter(user=user).delete()
    TrailPage.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user, primary=False).delete()
    order = plant(user, article, number)
    order.source = "test"
    order.save()
    order.lines.update(quantity=3)
    line = order.lines.order_by("pk")[0]
    question = make_question(user, now=now, body=f"Please pay to {IBANS[letter]}. {canaries(user)['question']}")
    note = f"notecanary{letter}inside"
    actions.post_message(question, by=users["M"], body=note, key=uuid4(), internal=True, now=now)
    sent, _new = actions.open_return(
        by=user, order=order, lines=[actions.WantedLine(line.pk, 1, "wrong_size")], note=canaries(user)["return"],
        submission_key=_with_file(user, now), language="en", now=order.delivered_at + timedelta(days=1),
    )  # fmt: skip
    _things_of(sent, order, users, held)
    _links_of(user, sent, question, article, users, held)
    invoice = order.invoices.get()
    _papers_of(user, held)
    draft = Draft.objects.filter(owner=user).latest("pk")
    Draft.objects.filter(pk=draft.pk).update(expires_at=now + timedelta(days=7), kind="return", order=order)
    company = Company.objects.filter(members__user=user).latest("pk")
    own, invited = company.members.get(user=user), CompanyInvitation.objects.filter(email=user.email).latest("pk")
    held.has(order, invoice, sent, user, company, Shipment.objects.filter(order=order).latest("pk"))
    held.has(Mail.objects.filter(to=user.email).latest("pk"), DataRequest.objects.filter(user=user).latest("pk"))
    held.places |= {
        "order": order.slug, "invoice": invoice.slug, "line": str(line.pk), "case": sent.reference,
        "question": question.reference, "draft": str(draft.key), "company": str(company.key),
        "colleague": str(own.pk), "invitation": str(invited.pk),
        "tip": str(Tip.objects.get(user=user).pk), "source": "test", "external": order.external_id,
        "shipment": Shipment.objects.filter(order=order).latest("pk").external_id, "refund": "r1",
        "customer": str(user.pk), "open": make_link(order, now)[1], "verify": "AAAA-AAAA-AAAA", "year": "2026",
        "file": str(sent.attachments.latest("pk").pk),
    }  # fmt: skip
    return held


def _with_file(user: User, now: Any) -> Any:
    key = uuid4()
    actions.keep_uploads(by=user, key=key, files=[upload(name=f"{canaries(user)['photo']}.jpg")], now=now)
    return key


def _things_of(case: Case, order: Order, users: dict[str, User], held: Holdings) -> None:
    now = timezone.now()
    label = keep("cases", ".pdf", b"%PDF-label")
    ReturnLabel.objects.create(
        case=case, file=label, content_type="application/pdf", size=1, sha256="0" * 64, source="agent",
        tracking_number=canaries(order.customer_id or "")["tracking"], given_at=now,
    )  # fmt: skip
    decision = Decision.objects.create(case=case, verdict="accepted", made_at=now, language="en", file=label)
    parcel = Shipment.objects.create(order=order, external_id=f"back{case.pk}", direction="return")
    told = ReturnParcel.objects.create(case=case, shipment=parcel, told_by="customer", told_at=now)
    CustomerNote.objects.create(customer=order.customer, body=held.said[-1], written_at=now)
    held.has(decision)
    held.places |= {"decision": str(decision.pk), "parcel": str(told.pk)}


def _links_of(
    user: User, case: Case, question: Case, article: ArticlePage, users: dict[str, User], held: Holdings
) -> None:
    """Signed and secret links that a mail brought."""
    now = timezone.now()
    call = Callback.objects.create(
        case=question, key=uuid4(), phone="+48500600700", begins=now + timedelta(days=1),
        ends=now + timedelta(days=1, minutes=30), booked_at=now,
    )  # fmt: skip
    asked = Invitation.objects.create(
        kind="csat",
        case=case,
        person=user,
        email=user.email,
        language="en",
        created_at=now,
        asked_at=now,
        state="asked",
    )
    nudge = Nudge.objects.create(
        rule="search", key=f"k{case.pk}", person=user, language="en", held_out=False, made_at=now, article=article
    )
    link = ArticleLink.objects.create(
        case=question,
        message=question.messages.order_by("pk")[0],
        page=article,
        code=secrets.token_urlsafe(16),
        sent_at=now,
    )
    merge = CustomerMerge.objects.create(
        kept=user, gone_email=f"other{case.pk}@example.com", asked_at=now, expires_at=now + timedelta(days=1),
        kept_hash=hash_of(f"merge-{case.pk}-secret"),
    )  # fmt: skip
    withdrawn = submit(
        Statement(name=user.name, contract="a mug", email=user.email, language="en"),
        key=uuid4(), sender=Sender("203.0.113.7"), now=now,
    )  # fmt: skip
    held.has(call, nudge, merge)
    held.places |= {
        "call": token_of(call), "callpk": str(call.pk), "survey": asked.token, "nudge": str(nudge.pk),
        "code": link.code, "merge": f"merge-{case.pk}-secret", "withdrawal": proof_token(withdrawn.submission_key),
        "stop": stop_token(user, next(iter(GROUPS))), "talk": question.reference,
    }  # fmt: skip


def _papers_of(user: User, held: Holdings) -> None:
    now = timezone.now()
    packed = keep("archives", ".zip", f"{canaries(user)['paper']}".encode())
    InvoiceArchive.objects.get_or_create(
        user=user, year=2026,
        defaults={
            "file": packed, "state": "ready", "contents": contents_of(user, 2026),
            "expires_at": now + timedelta(days=1),
        },
    )  # fmt: skip
    export = DataRequest.objects.create(
        kind="export", state="ready", user=user, email=user.email, address_hash=address_hash(user.email),
        language="en", asked_at=now, expires_at=now + timedelta(days=1), file=keep("exports", ".zip", b"PK"),
    )  # fmt: skip
    guest = DataRequest.objects.create(
        kind="erase", state="waiting", email=f"guest{export.pk}@example.com", address_hash="0" * 64, language="en",
        asked_at=now, link_until=now + timedelta(days=1), token_hash="0" * 64, due_at=now + timedelta(days=3),
    )  # fmt: skip
    held.places |= {"export": str(export.pk), "keep": keep_token(guest), "data": secrets.token_urlsafe(32)}


def _delete(held: Holdings) -> Holdings:
    """As an erasure leaves it: history and books stay with nobody's name on them, the rest goes."""
    order = Order.objects.filter(slug=held.places["order"])
    Case.objects.filter(order__in=order).update(customer=None, email="")
    Case.objects.filter(reference=held.places["question"]).update(customer=None, email="")
    order.update(customer=None, company=None, email="", erased_at=timezone.now())
    for model in (Company, Nudge, Callback, CustomerMerge, DataRequest, Mail):
        model._base_manager.filter(pk=held.rows[model]).delete()
    Draft.objects.filter(key=held.places["draft"]).delete()
    Invitation.objects.filter(token=held.places["survey"]).delete()
    ArticleLink.objects.filter(code=held.places["code"]).delete()
    return held
