"""Operators see parcels in trouble: late, not answered for, or described in words we do not know; and the carriers."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.carriers import carrier_name
from orders.inspecting import RESULTS, PlainInspect
from orders.models import CarrierLine, Shipment, TrackingEvent
from orders.templatetags.formats import when
from orders.tracking.mapping import SILENT_WORDS
from orders.tracking.polling import FINAL, LONGEST

LOOK_BACK = timedelta(days=30)


class WhoSeesOrders(ModelPermissionPolicy):
    """Whoever may look at orders may look at these, and nobody changes them here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(action == "view" and user.is_active and user.has_perm("orders.view_order"))


for model in (Shipment, CarrierLine):
    register_permission_policy(model, WhoSeesOrders(model))


def unknown_words(now: datetime) -> QuerySet[TrackingEvent]:
    """News whose word nobody knows yet; karrio's events may have none of their own."""
    strange = TrackingEvent.objects.filter(status=Shipment.Status.UNKNOWN, occurred_at__gte=now - LOOK_BACK)
    return strange.exclude(source="karrio").exclude(carrier_code__in=SILENT_WORDS).order_by("-occurred_at")


def parcels_in_trouble(now: datetime) -> QuerySet[Shipment]:
    """Three walks down three indexes, put together."""
    going = Shipment.objects.exclude(status__in=FINAL).order_by()
    late = going.filter(delayed_notified_at__gte=now - LONGEST, late_at__lte=now)
    silent = going.exclude(poll_error="").filter(polled_at__gte=now - LONGEST)
    never_answered = going.exclude(poll_error="").filter(polled_at=None)
    strange = unknown_words(now).order_by().values("shipment_id")
    pks = late.values("pk").union(silent.values("pk"), never_answered.values("pk"), strange)
    newest = unknown_words(now).filter(shipment=OuterRef("pk"))
    return Shipment.objects.filter(pk__in=pks).annotate(strange_word=Subquery(newest.values("carrier_code")[:1]))


def what_is_wrong(parcel: Any) -> str:
    said = []
    if parcel.delayed_notified_at and parcel.status not in FINAL:
        day = when(parcel.delayed_notified_at)
        said.append(f"{parcel.get_late_why_display()} ({day})" if parcel.late_why else gettext("Late"))
    if parcel.poll_error == "404":
        said.append(gettext("The carrier does not know this number"))
    elif parcel.poll_error:
        said.append(gettext("The carrier does not answer: %(error)s") % {"error": parcel.poll_error[:120]})
    if parcel.strange_word:
        said.append(gettext("A word we do not know: %(word)s") % {"word": parcel.strange_word})
    return "; ".join(said)


class TroubleIndex(IndexView):
    page_title = _("Parcels with trouble")

    @cached_property
    def columns(self) -> list[Any]:
        columns: list[Any] = super().columns
        # A parcel without a number needs words that lead to it as well.
        columns[0].accessor = lambda parcel: parcel.tracking_number or parcel.external_id
        return columns

    def get_base_queryset(self) -> QuerySet[Shipment]:
        return parcels_in_trouble(timezone.now()).select_related("order")


class ParcelsInTrouble(ModelViewSet):
    model = Shipment
    name = "parcels_in_trouble"
    icon = "warning"
    menu_label = _("Parcels with trouble")
    menu_order = 113
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = TroubleIndex
    index_results_template_name = RESULTS
    inspect_view_class = PlainInspect
    list_display: ClassVar = [
        "tracking_number",
        Column("carrier", label=capfirst(_("carrier")), accessor=carrier_name),
        Column("order", label=_("Order"), accessor=lambda parcel: parcel.order.number),
        "status",
        Column("wrong", label=_("What is wrong"), accessor=what_is_wrong),
        "status_at",
        "polled_at",
        "next_poll_at",
    ]
    list_filter: ClassVar = ["status", "carrier"]
    search_fields: ClassVar = ["tracking_number", "order__number"]
    ordering: ClassVar = ["-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["tracking_url"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "order", "external_id", "direction", "source", "carrier", "tracking_number", "status", "status_at",
        "shipped_at", "promised_from", "promised_to", "estimated_date", "delivered_at", "pickup_until",
        "delayed_notified_at", "late_why", "polled_at", "next_poll_at", "poll_attempts", "poll_error",
    ]  # fmt: skip
    copy_view_enabled = False


class CarriersThatAreAsked(ModelViewSet):
    model = CarrierLine
    name = "carriers_asked"
    icon = "globe"
    menu_label = _("Carriers that are asked")
    add_to_settings_menu = True
    add_to_reference_index = False
    index_results_template_name = RESULTS
    inspect_view_class = PlainInspect
    list_display: ClassVar = ["carrier", "answered_at", "failures", "error", "paused_until"]
    exclude_form_fields: ClassVar = ["tokens"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["carrier", "answered_at", "failures", "error", "paused_until"]
    copy_view_enabled = False
