"""What was paid back for a case stands on the case; until now only its history knew."""

from decimal import Decimal
from typing import Any

from django.db import migrations


def copy_amounts(apps: Any, schema_editor: Any) -> None:
    Case, CaseEvent = apps.get_model("returns", "Case"), apps.get_model("returns", "CaseEvent")
    refunds = CaseEvent.objects.filter(
        verb="refund", case__status="refunded", case__refunded_amount=None, data__has_key="amount"
    )
    for event in refunds.order_by("at", "pk").iterator(1000):
        Case.objects.filter(pk=event.case_id).update(refunded_amount=Decimal(event.data["amount"]))


class Migration(migrations.Migration):
    dependencies = [("returns", "0012_promises_of_every_kind")]
    operations = [migrations.RunPython(copy_amounts, migrations.RunPython.noop)]
