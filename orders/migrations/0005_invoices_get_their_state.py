"""What has a PDF is ready, everything gets a verification code; a thousand rows at a time."""

from typing import Any

from django.db import migrations

from orders.models.invoice import new_verify_code


def fill(apps: Any, schema_editor: Any) -> None:
    invoices = apps.get_model("orders", "Invoice").objects
    invoices.filter(rendered_at__isnull=False).update(state="ready")
    invoices.filter(kind="correction").update(type_code="384")
    while rows := list(invoices.filter(verify_code=None).only("pk")[:1000]):
        for row in rows:
            row.verify_code = new_verify_code()
        invoices.bulk_update(rows, ["verify_code"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_invoices_are_checked_first")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
