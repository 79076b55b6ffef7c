"""Staff find an order by number, address or name; nobody changes one here, the shop does."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.hooks.admin import addresses as delivery_addresses
from orders.inspecting import RESULTS, PlainInspect
from orders.invoice_admin import InvoiceViewSet
from orders.invoice_admin import addresses as invoice_addresses
from orders.models import Order
from orders.pull.admin import ShopsThatAreAsked, addresses
from orders.templatetags.formats import money
from orders.tracking.admin import CarriersThatAreAsked, ParcelsInTrouble


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Order, OnlyLooking(Order))


class OrderViewSet(ModelViewSet):
    model = Order
    name = "shop_orders"
    icon = "clipboard-list"
    menu_label = _("Orders")
    menu_order = 110
    add_to_admin_menu = True
    add_to_reference_index = False
    index_results_template_name = RESULTS
    inspect_view_class = PlainInspect
    list_display: ClassVar = [
        "number",
        "email",
        "status",
        "payment_status",
        Column("total", label=_("Total"), accessor=lambda order: money(order.total, order.currency), sort_key="total"),
        "placed_at",
    ]
    list_filter: ClassVar = ["status", "payment_status", "source"]
    search_fields: ClassVar = ["number", "email", "external_id"]
    ordering: ClassVar = ["-placed_at", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["payload"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "number", "source", "external_id", "email", "customer", "status", "source_status", "payment_status",
        "payment_method", "subtotal", "discount_total", "shipping_total", "tax_total", "total", "currency",
        "shipping_method", "standard_shipping_total", "buyer_protection", "contract_kind", "withdrawal_informed",
        "withdrawal_informed_at", "customer_note", "placed_at", "paid_at", "cancelled_at", "delivered_at",
        "external_updated_at",
    ]  # fmt: skip
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def orders() -> OrderViewSet:
    return OrderViewSet("shop_orders")


@hooks.register("register_admin_viewset")
def shops_that_are_asked() -> ShopsThatAreAsked:
    return ShopsThatAreAsked()


@hooks.register("register_admin_urls")
def ask_a_shop_now() -> list[Any]:
    return addresses()


@hooks.register("register_admin_urls")
def try_deliveries_again() -> list[Any]:
    return delivery_addresses()


@hooks.register("register_admin_viewset")
def invoices() -> InvoiceViewSet:
    return InvoiceViewSet("invoices")


@hooks.register("register_admin_urls")
def invoices_that_are_held() -> list[Any]:
    return invoice_addresses()


@hooks.register("register_admin_viewset")
def parcels() -> list[Any]:
    return [ParcelsInTrouble(), CarriersThatAreAsked()]
