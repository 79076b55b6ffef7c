"""A year at once; a second run adds nothing."""

from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from kb.models import ArticlePage
from orders.models import Order
from portal.demo.year.desk import make_desk
from portal.demo.year.history import TAGS, Desk, make_history
from portal.demo.year.orders import SOURCE, make_orders
from portal.demo.year.people import customers, make_accounts, make_colleagues
from portal.demo.year.topics import TOPICS
from returns.models import Tag, Team


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
    return written + len(make_desk(people, orders, desk, now, dice))


def furnished() -> Desk:
    agents = make_colleagues()
    teams = {member.pk: team for team in Team.objects.prefetch_related("members") for member in team.members.all()}
    tags = [Tag.objects.get_or_create(name=name, defaults={"colour": colour})[0] for name, colour in TAGS]
    wanted = {topic.article for topic in TOPICS if topic.article}
    articles = ArticlePage.objects.live().filter(source_id__in=wanted).select_related("locale", "page_ptr")
    by_name = {(page.source_id, page.locale.language_code): page for page in articles.defer("body")}
    return Desk(agents, teams, tags, by_name)
