"""Orders that came before searching did get their words, a thousand at a time."""

from django.db import migrations

from orders.words import order_text

AT_ONCE = 1000


def remember(apps, schema_editor):
    Order, OrderText = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderText")
    last = 0
    while True:
        orders = Order.objects.filter(pk__gt=last).order_by("pk")
        found = list(
            orders.only("pk", "number", "shipping_address", "billing_address").prefetch_related("lines")[:AT_ONCE]
        )
        if not found:
            return
        rows = [
            OrderText(
                order_id=order.pk,
                text=order_text(
                    order.number,
                    (part for line in order.lines.all() for part in (line.name, line.variant, line.sku)),
                    (order.shipping_address, order.billing_address),
                ),
            )
            for order in found
        ]
        OrderText.objects.bulk_create(rows, ignore_conflicts=True)
        last = found[-1].pk


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_finding_orders")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
