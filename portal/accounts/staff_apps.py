from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens over our user: an address, a name and a language, no password."""

    user_viewset = "portal.accounts.staff.StaffViewSet"
