"""What the demo's articles say about the shop and no setting knows."""

from datetime import datetime

from kb.editing.changes import notice_changes
from kb.models import ShopVariable

VARIABLES = {
    "free_delivery_from": ("Delivery is free from", {"en": "200 zł", "pl": "200 zł", "ru": "200 zł"}),
}


def make_variables(now: datetime) -> None:
    """What editors changed stays."""
    for name, (label, values) in VARIABLES.items():
        ShopVariable.objects.get_or_create(name=name, defaults={"label": label, "values": values})
    notice_changes(now)
