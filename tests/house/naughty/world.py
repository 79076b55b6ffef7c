"""A shop with something of every kind in it, so that every page has something to show."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from wagtail.models import Page

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.live.talk import actions as talking
from tests.conftest import make_user
from tests.house.naughty.strings import MARK
from tests.kb.makers import make_article, make_topic
from tests.portal.canaries import plant
from tests.returns.complaints.makers import make_claim
from tests.returns.makers import make_order, make_question, make_return
from tests.returns.starting import begun
from tests.returns.withdrawing.makers import declare

OURS = ("kb", "orders", "returns")


def our_models() -> list[type[models.Model]]:
    """The tables of our own rooms."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {*OURS, "portal"} and model._meta.managed and not model._meta.proxy
    ]


def value_for(field: Any, number: int) -> Any:
    """Something a column takes; None when only its default will do."""
    if field.choices:
        return next(value for value, _label in field.flatchoices if value != "")
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.localdate()
    if isinstance(field, models.TimeField):
        return timezone.now().time()
    if isinstance(field, models.DurationField):
        return timedelta(hours=1)
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, (models.IntegerField, models.FloatField)):
        return number
    if isinstance(field, models.EmailField):
        return f"row{number}@example.com"
    if isinstance(field, models.URLField):
        return f"https://shop.example/{number}"
    if isinstance(field, (models.CharField, models.TextField)) and not isinstance(field, models.FileField):
        return f"row{number}"[: field.max_length]
    return None


def make_row(model: type[models.Model], number: int) -> bool:
    """A row with its required columns filled in; False when a rule of the table is cleverer than that."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.primary_key and not field.remote_field:
            continue
        if field.remote_field:
            if field.null:
                continue
            kept = field.remote_field.model._base_manager.order_by("pk").first()
            if kept is None:
                return False
            setattr(row, field.name, kept)
        elif not field.has_default() and not field.null:
            value = value_for(field, number)
            if value is not None:
                setattr(row, field.name, value)
    try:
        with transaction.atomic():
            models.Model.save(row, force_insert=True)
    except (DatabaseError, ValueError):
        return False
    return True


def make_the_rest() -> list[str]:
    """A row in every table of ours that has none; the names of those that took none."""
    without = [model for model in our_models() if not model._base_manager.exists()]
    for number in range(1, 4):
        # A row may need one of another table first.
        without = [model for model in without if not make_row(model, number)]
    return sorted(model.__name__ for model in without)


def furnish() -> dict[str, User]:
    """Anna with rows of every kind, Ben with a few, and the staff; by who they are."""
    now = timezone.now()
    people = {"customer": make_user("anna@example.com", "Anna Nowak"), "other": make_user("ben@example.com", "Ben")}
    for role, groups in (("agent", ("Agents", "Senior agents")), ("editor", ("Editors",))):
        people[role] = make_user(f"{role}@example.com", role.title(), is_staff=True)
        people[role].groups.set(Group.objects.filter(name__in=groups))
    people["operator"] = make_user("op@example.com", "Op", is_staff=True, is_superuser=True)
    anna, topic = people["customer"], make_topic()
    article: ArticlePage = make_article(topic)
    make_article(topic, "How long may I return?")
    plant(anna, article)
    order = make_order(anna, (3, 1), placed_at=now - timedelta(days=3), delivered_at=now - timedelta(days=1))
    make_return(anna, make_order(anna, placed_at=now - timedelta(days=9)), now=now)
    make_claim(anna, now=now, order=make_order(anna, shipping_address={"country": "PL"}), quantities=(1,))
    declare(contract=order.number, user=anna, now=now)
    make_question(anna, now=now)
    talking.switch(people["agent"], True, now)
    talking.begin(make_question(anna, now=now), now)
    for kind in ("return", "complaint", "delivery"):
        begun(anna, order, kind)
    make_question(people["other"], now=now)
    make_the_rest()
    return people


# Text by which programs find things: not what people write.
FIXED = re.compile(
    r"slug|reference|key|token|hash|sha|digest|language|currency|country|carrier|source|external|kind|status|state|code"
    r"|secret|scope|rule|role|zone|signed|scheme|mime|content_type|message_id|path|url|host|icon|colour|vat|session|ip$"
    r"|password|prefix|parcel|channel|locale|format|version|^to$|^moment$|sender|address$|draftail|label_sys|event|topic|digits"
)
WRITTEN = {"name", "street", "city", "phone", "note", "text", "value", "title", "buyer", "reason", "company", "line1"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MARKUP = f"\"'><{MARK} on{MARK}=1>"


def poison(markup: str = MARKUP) -> int:
    """Markup in everything that people write, in every row there is; gives how many columns."""
    changed = 0
    for model in [*our_models(), Page]:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.JSONField):
                changed += poison_documents(model, field, markup)
            elif takes_text(field, markup) and field.model is model:
                try:
                    with transaction.atomic():
                        changed += bool(model._base_manager.exclude(**{field.name: ""}).update(**{field.name: markup}))
                except DatabaseError:
                    continue
    return changed


def takes_text(field: Any, markup: str) -> bool:
    """Free text that is long enough to do harm."""
    harmless = (models.EmailField, models.URLField, models.SlugField, models.FileField)
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, harmless)
        and not (field.choices or field.unique or field.primary_key or FIXED.search(field.name))
        and (field.max_length or len(markup)) >= len(markup)
    )


def poison_documents(model: type[models.Model], field: Any, markup: str) -> int:
    def spoilt(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: spoilt(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoilt(inner, name) for inner in value]
        return markup if isinstance(value, str) and value and name in WRITTEN and not DAY.match(value) else value

    changed = 0
    for pk, value in list(model._base_manager.values_list("pk", field.name)):
        if value and spoilt(value) != value:
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=pk).update(**{field.name: spoilt(value)})
                changed = 1
            except DatabaseError:
                continue
    return changed


ROOTS: dict[str, tuple[str, ...]] = {
    "visitor": (
        "/",
        "/pl/",
        "/help/",
        "/help/search/",
        "/orders/find/",
        "/withdraw/",
        "/contact/",
        "/verify/",
        "/privacy/",
        "/account/login/",
        "/account/signup/",
        "/account/login/code/",
        "/account/password/reset/",
        "/widget/",
        "/live/open/",
        "/callback/",
        "/api/v1/docs",
        "/theme.css",
        "/help/suggest/",
        "/sitemap.xml",
        "/help/feed/",
    ),
    "customer": (
        "/",
        "/orders/",
        "/orders/add/",
        "/orders/invoices/",
        "/cases/",
        "/cases/new/",
        "/contact/",
        "/account/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/sessions/",
        "/account/profile/",
        "/account/company/",
        "/account/company/new/",
        "/account/notifications/",
        "/account/reading/",
        "/account/data/",
        "/live/",
        "/callback/",
        "/help/",
        "/withdraw/",
        "/account/confirm/",
    ),
    "agent": (
        "/admin/",
        "/admin/cases/",
        "/admin/cases/customers/",
        "/admin/cases/phone/",
        "/admin/live/",
        "/admin/figures/",
    ),
    "editor": ("/admin/", "/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/reports/help-centre/"),
    "operator": ("/admin/", "/admin/users/", "/admin/shop_orders/", "/admin/deliveries/", "/admin/invoices/"),
}
