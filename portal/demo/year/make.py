"""A year at once; a second run adds nothing."""

from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from kb.models import ArticlePage
from orders.models import Order
from portal.accounts.models import User
from portal.demo.year.desk import make_desk
from portal.demo.year.history import TAGS, Desk, make_history
from portal.demo.year.orders import SOURCE, make_orders
from portal.demo.year.people import customers, make_accounts, make_colleagues
from portal.demo.year.tools import make_tools
from portal.demo.year.topics import AGAIN, TOPICS
from returns.actions import open_question
from returns.joining.merging import merge
from returns.models import Case, Tag, Team


def make_year(now: datetime, days: int = 365) -> int:
    """How many cases were written. `days`: how far back orders reach; 365 for the demo, fewer for a quick look."""
    if Order.objects.filter(source=SOURCE).exists():
        return 0
    dice = Random(3)  # noqa: S311 -- a story, not a secret
    today, zone = timezone.localdate(now), timezone.get_current_timezone()
    people = {person.email: person for person in customers()}
    with transaction.atomic():
        accounts = make_accounts(list(people.values()))
        orders = make_orders(list(people.values()), accounts, today, zone, dice, days)
        desk = furnished()
        written = make_history(people, orders, desk, today, zone, dice, days)
    waiting = make_desk(people, orders, desk, now, dice)
    make_tools(now)
    join_two(desk, now)
    return written + len(waiting)


def join_two(desk: Desk, now: datetime) -> None:
    """Somebody wrote twice about the same."""
    first = Case.objects.filter(kind=Case.Kind.QUESTION, closed_at=None, order__source=SOURCE).earliest("opened_at")
    if not isinstance(first.customer, User):
        return
    again, _is_new = open_question(
        by=first.customer,
        order=first.order,
        subject=first.subject,
        body=AGAIN[first.language],
        submission_key=uuid5(NAMESPACE_URL, "demo-desk/again"),
        language=first.language,
        now=now - timedelta(minutes=40),
    )
    merge(again, first, by=desk.agents[0], now=now - timedelta(minutes=20))


def furnished() -> Desk:
    agents = make_colleagues()
    teams = {member.pk: team for team in Team.objects.prefetch_related("members") for member in team.members.all()}
    tags = [Tag.objects.get_or_create(name=name, defaults={"colour": colour})[0] for name, colour in TAGS]
    wanted = {topic.article for topic in TOPICS if topic.article}
    articles = ArticlePage.objects.live().filter(source_id__in=wanted).select_related("locale", "page_ptr")
    by_name = {(page.source_id, page.locale.language_code): page for page in articles.defer("body")}
    return Desk(agents, teams, tags, by_name)
