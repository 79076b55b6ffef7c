"""People in the admin: an operator names a colleague's address and role, and never learns a password."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    ChangePasswordPanel,
    NameEmailSettingsPanel,
)
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from portal.accounts.models import User, normal_email


class StaffNames:
    """What both forms share: our fields instead of a first and a last name."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)  # type: ignore[misc]
        user.is_staff = bool(user.is_superuser or self.cleaned_data["groups"])
        if commit:
            user.save()
            self.save_m2m()  # type: ignore[attr-defined]
        return user


class StaffCreationForm(StaffNames, UserCreationForm):
    first_name = None
    last_name = None
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They sign in with a code sent to it, and may choose a password later."),
    )

    class Meta(UserCreationForm.Meta):
        fields: ClassVar = {"email", "name", "language", "is_superuser", "groups"}

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user = super().save(commit)
        if commit:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        return user


class StaffEditForm(StaffNames, UserEditForm):
    first_name = None
    last_name = None
    email = forms.EmailField(
        label=_("E-mail address"),
        disabled=True,
        help_text=_("Only its owner can change it, in their own account: a new address has to be confirmed."),
    )

    class Meta(UserEditForm.Meta):
        fields: ClassVar = {"email", "name", "language", "is_active", "is_superuser", "groups"}


class StaffViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return StaffEditForm if for_update else StaffCreationForm


@method_decorator(require_admin_access, name="dispatch")
class PreferencesView(AccountView):
    """Wagtail's own account page without name, address and password: those live under /account/ for everybody.

    Nor with a picture: our door to pictures shows those of articles, and names are enough at a desk.
    """

    def get_panels(self) -> list[BaseSettingsPanel]:
        hidden = (NameEmailSettingsPanel, ChangePasswordPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, hidden)]


def one_door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """Wagtail's own sign-in and password pages lead to ours: same limits, same second factor."""
    following = request.GET.get("next", "")
    query = f"?{urlencode({'next': following})}" if following else ""
    return redirect(reverse("account_login") + query)
