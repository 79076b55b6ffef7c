"""Wagtail remembers which picture is the shop's logo: it is everybody's, and every page shows it."""

from wagtail.models import ReferenceIndex

from portal.dashboard.models import ShopSettings


def connect() -> None:
    """Of settings Wagtail keeps no references by itself."""
    ReferenceIndex.register_model(ShopSettings)
