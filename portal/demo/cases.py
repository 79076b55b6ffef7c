"""Believable cases in every status, told through returns.actions as people would; a second run adds nothing."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from orders.actions import link_orders
from orders.models import Order
from portal.accounts.models import User
from portal.demo.case_texts import TEXTS
from portal.demo.orders import ANNA, BEN, IRINA, SOURCE, Customer
from returns import actions
from returns.actions import WantedLine
from returns.models import Case
from returns.queries import worth

AGENT = "mia@example.com"


class Step(NamedTuple):
    """So many days ago, something was done, with these words (a name in TEXTS)."""

    days: float
    verb: str
    text: str = ""


class Story(NamedTuple):
    customer: Customer
    order: str
    opened: float
    # A name in TEXTS, also what makes the story's form key.
    text: str
    # sku, quantity and reason; without it the story is a question, whose subject is in TEXTS.
    back: tuple[str, int, str] | None = None
    steps: tuple[Step, ...] = ()
    photo: bool = False

    @property
    def key(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"demo-case/{self.text}")


STORIES = (
    Story(ANNA, "1640", 390, "opened_tea", ("SEN-10", 1, "other"), (Step(389, "decline", "opened_no"),)),
    Story(ANNA, "1640", 388, "kept_mug", ("MUG-01", 1, "changed_mind"), (Step(387, "cancel"),)),
    Story(
        ANNA,
        "1912",
        131,
        "teapot",
        ("POT-07", 1, "not_as_described"),
        (Step(130, "approve", "teapot_yes"), Step(125, "receive"), Step(123, "refund", "teapot_paid")),
    ),
    Story(
        IRINA,
        "1969",
        45,
        "cracked",
        ("POT-07", 1, "damaged"),
        (Step(44, "approve", "cracked_yes"), Step(39, "receive"), Step(38, "refund", "cracked_paid")),
    ),
    Story(IRINA, "1969", 44, "tins", ("TIN-03", 1, "changed_mind"), (Step(20, "close", "tins_never"),)),
    Story(
        BEN,
        "2008",
        6,
        "wrong_mug",
        ("MUG-01", 1, "wrong_item"),
        (Step(5, "approve", "wrong_yes"), Step(1, "receive", "wrong_here")),
    ),
    Story(BEN, "1990", 9, "lost"),
    Story(ANNA, "2024", 4, "invoice", None, (Step(3.5, "reply", "invoice_how"), Step(3.4, "end"))),
    Story(
        ANNA,
        "2011",
        3,
        "chipped",
        ("MUG-01", 1, "damaged"),
        (Step(2.6, "approve", "chipped_yes"), Step(2.2, "write", "chipped_thanks"), Step(1.9, "reply", "chipped_bye")),
        photo=True,
    ),
    Story(BEN, "2008", 1.5, "towels", ("TOW-02", 2, "not_as_described"), (Step(1.2, "reply", "towels_photo"),)),
    Story(ANNA, "2019", 0.7, "courier", None, (Step(0.4, "reply", "courier_when"),)),
    Story(ANNA, "2011", 0.2, "kettle", ("KET-02", 1, "changed_mind")),
    Story(IRINA, "2035", 0.1, "samovar"),
)


def make_cases(now: datetime) -> None:
    """Cases that are not there yet, with their messages, photos and decisions."""
    agent = User.objects.get(email=AGENT)
    for story in STORIES:
        customer = make_customer(story.customer)
        order = Order.objects.get(source=SOURCE, external_id=story.order)
        case, is_new = begin(story, customer, order, now - timedelta(days=story.opened))
        for step in story.steps if is_new else ():
            take(step, case, customer, agent, now - timedelta(days=step.days))
            case.refresh_from_db()


def make_customer(person: Customer) -> User:
    """Customers besides Anna have no password: they sign in with a code by mail."""
    user, is_new = User.objects.get_or_create(
        email=person.email, defaults={"name": person.address.name, "language": person.language}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        link_orders(user, user.email)
    return user


def begin(story: Story, customer: User, order: Order, now: datetime) -> tuple[Case, bool]:
    if story.photo and not Case.objects.filter(submission_key=story.key).exists():
        photo = SimpleUploadedFile("IMG_2041.jpg", chipped_mug(), "image/jpeg")
        actions.keep_uploads(by=customer, key=story.key, files=[photo], now=now)
    if story.back is None:
        return actions.open_question(
            by=customer,
            order=order,
            subject=TEXTS[f"{story.text}_subject"],
            body=TEXTS[story.text],
            submission_key=story.key,
            language=customer.language,
            now=now,
        )
    sku, quantity, reason = story.back
    return actions.open_return(
        by=customer,
        order=order,
        lines=[WantedLine(order.lines.get(sku=sku).pk, quantity, reason)],
        note=TEXTS[story.text],
        submission_key=story.key,
        language=customer.language,
        now=now,
    )


def take(step: Step, case: Case, customer: User, agent: User, now: datetime) -> None:
    text, version = TEXTS[step.text] if step.text else "", case.version
    match step.verb:
        case "write":
            actions.post_message(case, by=customer, body=text, now=now)
        case "reply":
            actions.post_message(case, by=agent, body=text, version=version, now=now)
        case "approve":
            actions.approve(case, by=agent, version=version, now=now, message=text)
        case "receive":
            actions.mark_received(case, by=agent, version=version, now=now, message=text)
        case "refund":
            known = worth(case)
            amount = known.amount if known else Decimal(0)
            actions.refund(case, by=agent, version=version, now=now, amount=amount, message=text)
        case "decline":
            actions.decline(case, by=agent, version=version, now=now, reason=text)
        case "cancel":
            actions.cancel(case, by=customer, version=version, now=now)
        case "end":
            actions.close(case, by=customer, version=version, now=now)
        case "close":
            actions.close(case, by=agent, version=version, now=now, message=text)
        case _:
            raise ValueError(step.verb)


def chipped_mug() -> bytes:
    """A photo of sorts: a mug on a table, its handle broken."""
    image = Image.new("RGB", (1200, 900), "#cdbfae")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 620, 1200, 900), fill="#8d6e55")
    draw.arc((690, 300, 930, 560), -80, 40, fill="#f4f1ea", width=46)
    draw.arc((690, 300, 930, 560), 62, 95, fill="#f4f1ea", width=46)
    draw.rounded_rectangle((380, 240, 780, 700), 60, fill="#f4f1ea")
    draw.ellipse((380, 205, 780, 290), fill="#e3ddd0")
    draw.ellipse((410, 220, 750, 278), fill="#6b4a35")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
