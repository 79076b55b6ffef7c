"""How an order or parcel looks: its badge, its carrier and the carrier's page."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from orders.carriers import carrier_name, tracking_page
from orders.looks import Look, most_telling, order_look, parcel_look
from orders.models import Order, Shipment

register = template.Library()


@register.filter
def look(thing: Order | Shipment) -> Look:
    """{% with look=order|look %}: label, tone, icon. An order's parcels are read if they are prefetched."""
    if isinstance(thing, Shipment):
        return parcel_look(thing)
    parcels = getattr(thing, "_prefetched_objects_cache", {}).get("shipments", ())
    return order_look(thing, most_telling(list(parcels)))


@register.filter
def tone(thing: Order | Shipment) -> str:
    return look(thing).tone


@register.filter
def icon(thing: Order | Shipment) -> str:
    return look(thing).icon


@register.simple_tag
@lru_cache(maxsize=512)
def badge(look: Look) -> SafeString:
    """The badge element's markup, kept: a list of 25 spent a third of its time in making the same few."""
    classes = "badge" if look.tone == "neutral" else f"badge badge--{look.tone}"
    icon = lucide(look.icon, size=14, aria_hidden="true")
    return format_html('<span class="{}">{}<span>{}</span></span>', classes, icon, look.label)


register.filter("carrier", carrier_name)
register.filter("tracking_page", tracking_page)
