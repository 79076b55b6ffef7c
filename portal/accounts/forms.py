"""Signing in and up with a password or a code by mail, and what people may change about themselves."""

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    BaseConfirmCodeForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    SignupForm,
)
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.limits import address_being_tried, count_failure
from portal.accounts.models import User


def plainly(field: forms.Field, label: Any) -> None:
    """One label above the field; a placeholder that repeats it goes away just when it is needed."""
    field.label = label
    field.widget.attrs["placeholder"] = ""


class SignInForm(LoginForm):
    """A password, or none: then a code goes to the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.required = False
        plainly(self.fields["login"], _("E-mail address"))
        plainly(password, _("Password"))
        password.help_text = _("No password, or forgot it? Leave this empty and we e-mail you a code.")

    def clean(self) -> dict[str, Any]:
        # A password manager may have filled the field in; the button pressed says what is meant.
        if "by_code" in self.data:
            self.cleaned_data.pop("password", None)
        return super().clean()


class SignUpForm(SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        plainly(self.fields["email"], _("E-mail address"))
        plainly(password, _("Password"))
        password.help_text = _(
            "At least 12 characters. Leave it empty to sign in with a code by e-mail: nothing to remember."
        )

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        if self.account_already_exists and self.cleaned_data.get("password1"):
            # Takes as long as a new account would: the clock must not tell who is a customer.
            make_password(self.cleaned_data["password1"])
        with transaction.atomic():
            return super().try_save(request)


class CodeRequestForm(RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self.fields["email"], _("E-mail address"))


class NewAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self.fields["email"], _("E-mail address"))


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self.fields["email"], _("E-mail address"))


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])


class TriesAreCounted(forms.Form):
    """A wrong code is a failed sign-in like a wrong password, in the same bucket."""

    def clean_code(self) -> str:
        request = context.request
        usage = count_failure(request, address_being_tried(request))
        if not usage:
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        usage.rollback()
        return code


def as_digits(field: forms.Field) -> None:
    plainly(field, _("Code"))
    field.help_text = _("The 8 digits from our e-mail, with or without the dash.")
    field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")


class SignInCodeForm(TriesAreCounted, ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])


class ResetCodeForm(TriesAreCounted, ConfirmPasswordResetCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])


class ConfirmItIsYouForm(TriesAreCounted, BaseConfirmCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields: ClassVar = ["name", "language"]
        widgets: ClassVar = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        help_texts: ClassVar = {
            "name": _("How we greet you. You may leave it empty."),
            "language": _("For our e-mails to you, and for the page you see after signing in."),
        }
