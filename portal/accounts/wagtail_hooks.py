"""Requests about personal data, and records that are kept after an erasure."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from portal.accounts.privacy.admin import KeptViewSet, RequestViewSet, addresses

RIGHTS = ("view_datarequest", "add_datarequest", "view_kept", "open_kept")


@hooks.register("register_admin_viewset")
def requests_about_data() -> list[Any]:
    return [RequestViewSet(), KeptViewSet()]


@hooks.register("register_admin_urls")
def privacy_urls() -> list[Any]:
    return addresses()


@hooks.register("register_permissions")
def privacy_rights() -> QuerySet[Permission]:
    """A group that keeps the books gets them in the admin; agents and editors have none."""
    return Permission.objects.filter(content_type__app_label="accounts", codename__in=RIGHTS)
