"""Every address of the site as a list of places, and what fills them: whose thing it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver

from tests.house.access.world import GONE, Holdings, World

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
REGEX = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")

# Which of an owner's things a place in an address is: the first line whose address and name fit.
UNNAMED = ((r"^((?:[\w\-]+/)*)$", "returns/return/"), (r"(\d+)", "1"), ("(.*)", "file.pdf"), (".*", "nothing"))
FILLED_WITH = [line.split() for line in """
cases/new/return/*               slug       order
cases/new/*                      key        draft
cases/new/*                      step       =what
cases/*                          size       =full
cases/<slug:reference>/parcel/*  pk         parcel
cases/<slug:reference>/answers/* pk         decision
cases/<slug:reference>/files/*   pk         file
cases/<slug:reference>/close/    reference  question
cases/*                          reference  case
orders/open/*                    token      open
orders/claim/*                   token      claim
orders/<slug:slug>/items/*       pk         line
orders/pictures/*                key        =00000000000000000000000000000000
orders/*                         slug       order
orders/*                         invoice    invoice
orders/*                         year       year
verify/*                         code       verify
withdraw/*                       token      withdrawal
callback/*                       token      call
survey/*                         token      survey
offers/*                         pk         nudge
offers/*                         name       =article
live/<str:key>/files/*           key        case
live/<str:key>/files/*           pk         file
live/<str:key>/files/*           size       =full
live/<str:key>/*                 key        talk
a/*                              code       code
account/merge/*                  token      merge
account/notifications/stop/*     token      stop
account/company/invitations/*    pk         invitation
account/company/join/*           token      data
account/company/orders/*         slug       order
account/company/*                key        company
account/company/*/invitations/*  pk         invitation
account/company/*/people/*       pk         colleague
account/data/export/*            pk         export
account/reading/tips/*           pk         tip
help/tip/<number:article>/       article    @article
help/tip/*                       pk         tip
privacy/keep/*                   token      keep
privacy/data/*                   token      data
help/feed/*                      topic      @topic
help/*                           page_id    @article
help/*                           pk         @article
widget/*                         pk         @article
api/v1/*                         source     source
api/v1/*                         external_id external
api/v1/*                         shipment_id shipment
api/v1/*                         refund_id  refund
api/v1/*                         reference  case
api/v1/*                         address    =nothing
admin/cases/<slug:reference>/change/* what  =priority
admin/cases/<slug:reference>/<slug:verb>/ verb =approve
admin/cases/customers/*          pk         customer
admin/cases/customers/guest/*    signed     data
admin/cases/phone/calls/*        pk         callpk
admin/cases/digest/<*            monday     =2026-11-16
admin/figures/*                  name       =backlog
admin/*                          reference  case
admin/users/*                    pk         customer
admin/kept-records/*             place      =0
admin/*                          user_id    customer
admin/state_articles/*           state      =order.shipped
admin/shop_variables/uses/*      name       =returns_days
admin/settings/*                 app_name   =dashboard
admin/settings/*                 model_name =shopsettings
admin/bulk/*                     app_label  =wagtailcore
admin/bulk/*                     model_name =page
admin/bulk/*                     action     =publish
admin/*                          content_type_app_name   =kb
admin/*                          content_type_model_name =articlepage
admin/*                          app_label  =kb
admin/*                          app_name   =kb
admin/*                          model_name =articlepage
admin/*                          parent_page_id @topic
admin/*                          page_id    @article
admin/*                          revision_id @revision
admin/*                          page_pk    @article
admin/*                          page_to_move_id @article
admin/*                          destination_id @topic
admin/pages/*                    pk         @article
admin/api/main/*                 pk         @article
admin/translation/*              pk         @article
""".strip().splitlines()]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One line of the site's addresses. `callback`: what answers."""

    pattern: str
    callback: Any

    @property
    def names(self) -> list[str]:
        return [*PLACE.findall(self.pattern), *REGEX.findall(self.pattern)]

    @property
    def is_somebodys(self) -> bool:
        """Does anything in the address say whose thing it is about?"""
        return any(_filler(self.pattern, name)[:1] not in ("=", "@", "") for name in self.names)

    @property
    def model(self) -> type[Model] | None:
        view = getattr(self.callback, "view_class", None)
        found = getattr(self.callback, "view_initkwargs", {}).get("model") or getattr(view, "model", None)
        found = apps.get_model(found) if isinstance(found, str) else found
        return found if isinstance(found, type) and issubclass(found, Model) else None


def _filler(pattern: str, name: str) -> str:
    for fits, place, filler in FILLED_WITH:
        if place == name and fnmatchcase(pattern, fits):
            return filler
    return ""


def every_place() -> list[Place]:
    """Each pattern once; of two that are equal the first answers."""
    found: dict[str, Place] = {}
    for pattern, callback in _walk(get_resolver()):
        found.setdefault(pattern, Place(pattern, callback))
    return sorted(found.values(), key=lambda place: place.pattern)


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        own = "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield before + own, entry.callback
        else:
            yield from _walk(entry, before + own)


def path_to(place: Place, world: World, held: Holdings) -> str:
    """The address about what this one holds."""
    pattern = place.pattern

    def fill(match: re.Match[str]) -> str:
        return _value(place, match[1], world, held)

    path = PLACE.sub(fill, REGEX.sub(fill, pattern))
    for regex, example in UNNAMED:
        path = path.replace(regex, example)
    return "/" + re.sub(r"[\^$]|\\(?=\.)", "", path)


def _value(place: Place, name: str, world: World, held: Holdings) -> str:
    filler = _filler(place.pattern, name)
    if filler.startswith("="):
        return filler[1:]
    if filler.startswith("@"):
        article = world.article
        known = {"@article": article.pk, "@topic": article.get_parent().pk, "@revision": article.latest_revision_id}
        return str(known[filler])
    if filler:
        return held.places.get(filler, "nobodys")
    if place.model is not None:
        if place.model in held.rows:
            return str(held.rows[place.model])
        row = place.model._base_manager.order_by("pk").values_list("pk", flat=True).first()
        return str(row if row is not None and held is not world.missing else GONE)
    return "live" if name.startswith("revision_id_") else "1"
