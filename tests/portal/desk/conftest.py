"""Anna's order, her question and her return; the help centre with one article in two languages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from kb.models import ArticlePage, HelpHomePage, TopicPage
from orders.models import Order, OrderLine
from portal.accounts.models import User
from returns.actions import WantedLine, open_question, open_return
from returns.models import Case


def ask(user: User, body: str = "How do I send it back?", language: str = "en", **fields: Any) -> Case:
    case, _ = open_question(
        by=user,
        order=fields.pop("order", None),
        subject=fields.pop("subject", "Sending it back"),
        body=body,
        submission_key=uuid4(),
        language=language,
        now=fields.pop("now", timezone.now()),
    )
    return case


@pytest.fixture
def order(anna: User) -> Order:
    now = timezone.now()
    order = Order.objects.create(
        source="test",
        external_id="1",
        number="2026-1001",
        slug="2026-1001",
        customer=anna,
        email=anna.email,
        status=Order.Status.DELIVERED,
        currency="PLN",
        subtotal=240,
        total=240,
        placed_at=now - timedelta(days=9),
        delivered_at=now - timedelta(days=3),
        external_updated_at=now,
    )
    OrderLine.objects.create(order=order, external_id="1", name="Wool jumper", quantity=2, unit_price=120, total=240)
    return order


@pytest.fixture
def question(anna: User, order: Order) -> Case:
    return ask(anna, order=order)


@pytest.fixture
def sent_back(anna: User, order: Order) -> Case:
    line = order.lines.get()
    case, _ = open_return(
        by=anna,
        order=order,
        lines=[WantedLine(line.pk, 1, "wrong_size")],
        note="Too small",
        submission_key=uuid4(),
        language="en",
        now=timezone.now(),
    )
    return case


@pytest.fixture
def article(db: None) -> ArticlePage:
    """A live English article in /help/…; its Polish twin comes with `polish`."""
    root = Page.get_first_root_node()
    home = root.add_child(instance=HelpHomePage(title="Help", slug="help-en", locale=locale("en")))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    topic = home.add_child(instance=TopicPage(title="Returns", slug="returns"))
    return topic.add_child(
        instance=ArticlePage(title="How do I return something?", slug="return", short_answer="Use your account.")
    )


@pytest.fixture
def polish(article: ArticlePage) -> ArticlePage:
    copy = article.copy_for_translation(locale("pl"), copy_parents=True)
    copy.title, copy.slug = "Jak coś zwrócić?", "zwrot"
    copy.save_revision().publish()
    copy.get_ancestors().filter(depth__gt=1).update(live=True)
    copy.refresh_from_db()
    return copy


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]
