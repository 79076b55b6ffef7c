"""People who sign in: customers, agents and editors, by e-mail address and without a username."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, Permission, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.privacy.models import DataRequest, Erasure, IdleNotice, Kept, KeptLook, PrivacySettings

__all__ = [
    "DataRequest",
    "Erasure",
    "IdleNotice",
    "Kept",
    "KeptLook",
    "PrivacySettings",
    "User",
    "UserManager",
    "normal_email",
]


def normal_email(email: str) -> str:
    """The one spelling of an address that we store and compare: trimmed, lower case."""
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_ignores_case")]

    def __str__(self) -> str:
        return self.get_full_name()

    def rights(self) -> "models.QuerySet[Permission]":
        """Her own and those of her groups."""
        own = type(self).user_permissions.through.objects.filter(user=self.pk).values("permission")
        groups = type(self).groups.through.objects.filter(user=self.pk).values("group")
        shared = Group.permissions.through.objects.filter(group__in=groups).values("permission")
        return Permission.objects.filter(models.Q(pk__in=own) | models.Q(pk__in=shared)).order_by()

    def has_none_of_the_rights(self) -> None:
        """Somebody looked already: nothing is asked when a page wants to know whether she may."""
        self._perm_cache: set[str] = set()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        self._read_rights()
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        self._read_rights()
        return super().has_module_perms(app_label)

    def _read_rights(self) -> None:
        """One query in place of Django's two; kept where its backend keeps them."""
        if "_perm_cache" not in vars(self) and self.pk and self.is_active and not self.is_superuser:
            named = self.rights().values_list("content_type__app_label", "codename")
            self._perm_cache = {f"{app}.{name}" for app, name in named}

    def clean(self) -> None:
        self.email = normal_email(self.email)

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ", 1)[0] if self.name else self.email.split("@", 1)[0]
