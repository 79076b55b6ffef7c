"""What a customer fills in to be called."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.callbacks import rules
from portal.callbacks.queries import by_day, free_slots
from returns.forms import TextField, unix_lines


class SlotField(forms.ChoiceField):
    """A time from the list; `now` decides which there are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=gettext_lazy("When may we call?"), **options)
        self.error_messages["invalid_choice"] = _("This time is not free any more. Please choose another one.")

    def offer(self, now: datetime) -> None:
        self.choices = [("", _("Please choose")), *by_day(free_slots(now))]

    def clean(self, value: Any) -> Any:
        return datetime.fromisoformat(super().clean(value))


class MoveForm(forms.Form):
    use_required_attribute = False

    begins = SlotField()

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begins"].offer(now)  # type: ignore[attr-defined]


class BookingForm(MoveForm):
    phone = forms.CharField(
        label=gettext_lazy("Your phone number"),
        max_length=40,
        help_text=gettext_lazy("With the country code if you are abroad, like +48 600 100 200."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("We confirm the call there, and write to you if we cannot reach you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    order = forms.ChoiceField(label=gettext_lazy("Is it about an order?"), required=False)
    question = TextField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("Whoever calls you reads it before: you need not tell it twice."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, orders: Any = (), is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["email"]
            del self.fields["name"]
        named = [(order.slug, _("Order %(number)s") % {"number": order.number}) for order in orders]
        if named:
            self.fields["order"].choices = [("", _("No, something else")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["order"]

    def clean_phone(self) -> str:
        number = rules.number_of(self.cleaned_data["phone"])
        if not number:
            raise ValidationError(_("This is no telephone number. Write it with digits, like +48 600 100 200."))
        return number

    def clean_question(self) -> str:
        return unix_lines(self.cleaned_data["question"])
