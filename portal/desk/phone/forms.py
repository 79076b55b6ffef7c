"""What an agent writes down while somebody is on the phone."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import normal_email
from portal.callbacks.speaking import is_in_talk, is_ours_to_decide
from portal.desk.phone.actions import may_settle
from portal.desk.phone.caller import Caller
from returns.forms import TextField, unix_lines
from returns.models import Case

NEW = "new"


ASKS = gettext_lazy("The customer has to send or tell us something now")
ASKS_HELP = gettext_lazy("Without this, what is still to be decided stays with us.")


class CallForm(forms.Form):
    about = forms.ChoiceField(label=gettext_lazy("What it is about"), widget=forms.RadioSelect, initial=NEW)
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the caller"),
        max_length=254,
        help_text=gettext_lazy("Nobody was found: the answer goes there."),
    )
    said = TextField(label=gettext_lazy("What the caller says"), widget=forms.Textarea(attrs={"rows": 4}))
    answer = TextField(
        label=gettext_lazy("What you answered"),
        required=False,
        help_text=gettext_lazy("The customer gets it in writing. Empty: somebody answers later."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    settled = forms.BooleanField(label=gettext_lazy("It is settled: close the case"), required=False)
    asks = forms.BooleanField(label=ASKS, help_text=ASKS_HELP, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, caller: Caller | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller
        cases, orders = (caller.cases, caller.orders) if caller else ([], [])
        named = [(case.reference, f"{case.reference}: {case.subject}") for case in cases]
        self.fields["about"].choices = [(NEW, _("Something new")), *named]  # type: ignore[attr-defined]
        numbers = [(order.slug, _("Order %(number)s") % {"number": order.number}) for order in orders]
        self.fields["order"].choices = [("", _("No order")), *numbers]  # type: ignore[attr-defined]
        if caller:
            del self.fields["email"]
        if not numbers:
            del self.fields["order"]
        if not named:
            self.fields["about"].widget = forms.HiddenInput()
        if not any(is_ours_to_decide(case) for case in cases):
            del self.fields["asks"]

    @property
    def case(self) -> Case | None:
        said = self.cleaned_data.get("about")
        return next((case for case in self.caller.cases if case.reference == said), None) if self.caller else None

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("said", "answer"):
            if name in cleaned:
                cleaned[name] = unix_lines(cleaned[name])
        if cleaned.get("settled"):
            if not cleaned.get("answer"):
                self.add_error("answer", _("Write what you answered, then the case can be closed."))
            elif not may_settle(self.case):
                self.add_error("settled", _("A case of this kind ends by a step of its own, on its page."))
        return cleaned


class OutcomeForm(forms.Form):
    said = TextField(
        label=gettext_lazy("What you told the customer"),
        help_text=gettext_lazy("It goes into the case, and to the customer in writing."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    settled = forms.BooleanField(label=gettext_lazy("It is settled: close the case"), required=False)
    asks = forms.BooleanField(label=ASKS, help_text=ASKS_HELP, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_in_talk(case):
            del self.fields["asks"]

    def clean_said(self) -> str:
        return unix_lines(self.cleaned_data["said"])
