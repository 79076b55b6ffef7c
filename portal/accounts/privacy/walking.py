"""Every model with a way to a person: a link to an account, an address, or a link to a model that has one."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db.models import EmailField, Field, Model

ADDRESS_NAMES = frozenset({"email", "to", "recipient"})


def personal_models(excused: Iterable[str]) -> dict[str, str]:
    """app_label.Model -> how it leads to a person. Nothing is followed through a model that is excused."""
    models = list(apps.get_models(include_auto_created=True))
    found: dict[str, str] = {}
    growing = True
    while growing:
        growing = False
        for model in models:
            label = model._meta.label
            way = label not in found and _way(model, found.keys() - set(excused))
            if way:
                found[label] = way
                growing = True
    return found


def _way(model: type[Model], personal: Iterable[str]) -> str:
    if model._meta.label == settings.AUTH_USER_MODEL:
        return "the account"
    for column in model._meta.fields + model._meta.many_to_many:
        if leads_to_person(column, personal):
            return column.name
    return ""


def leads_to_person(column: Field, personal: Iterable[str]) -> bool:
    if column.is_relation:
        return column.related_model is not None and column.related_model._meta.label in {
            settings.AUTH_USER_MODEL,
            *personal,
        }
    return isinstance(column, EmailField) or column.name in ADDRESS_NAMES
