"""What a customer fills in to begin, and what both sides write."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import Order
from portal.live.talk.files import Kept, drop, keep
from returns.forms import FilesField, ReplyField, ReplyForm, TextField, WithFiles, unix_lines
from returns.models import Case

OURS = UUID("6f1c58b2-7c0e-4d55-9a3e-2f6a1d0b9c44")
LONGEST_SUBJECT = 80


def subject_of(body: str) -> str:
    """The first line of what was asked, cut between words."""
    first = next((each for each in (part.strip() for part in body.splitlines()) if each), "")
    if len(first) <= LONGEST_SUBJECT:
        return first
    return first[:LONGEST_SUBJECT].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def listen(form: forms.Form, typing: str) -> None:
    attributes = {"data-live-typing": typing} if typing else {}
    form.fields["body"].widget.attrs.update(attributes, rows=3)


class BeginForm(forms.Form):
    use_required_attribute = False

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("If we lose each other, our answer reaches you there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    order = forms.ChoiceField(label=gettext_lazy("Is it about an order?"), required=False)
    body = TextField(label=gettext_lazy("What can we do for you?"))

    def __init__(self, *args: Any, orders: Sequence[Order] = (), is_guest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(order.slug, _("Order %(number)s") % {"number": order.number}) for order in orders]
        self.fields["order"].choices = [("", _("No, something else")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["order"]
        if not is_guest:
            del self.fields["email"]

    def clean_body(self) -> str:
        return unix_lines(self.cleaned_data["body"])


def key_for(who: str, body: str, day: str) -> UUID:
    """The same words of the same sender on one day open one case; nobody can name another one's key."""
    made = salted_hmac("portal.live.begin", f"{who}\n{day}\n{body}", algorithm="sha256").hexdigest()
    return uuid5(OURS, made)


class SayForm(ReplyForm):
    """The next message, with files, of a member or an agent. `typing`: where the page tells that she writes."""

    def __init__(self, *args: Any, typing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listen(self, typing)


class GuestSayForm(forms.Form):
    """The next message of a guest. Her files go with it at once: what is fine is sent, what is not is named.

    `one_go`: the script asks whether all of it can be sent; if not, the form comes once more without it.
    """

    use_required_attribute = False
    has_waiting_files = False

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    body = ReplyField(label=gettext_lazy("Your message"))
    photos = FilesField(
        label=WithFiles.base_fields["photos"].label,
        help_text=WithFiles.base_fields["photos"].help_text,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, sender: str, typing: str, one_go: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.sender, self.one_go = case, sender, one_go
        self.kept: list[Kept] = []
        self.refusals: list[str] = []
        wanted = {
            name: value for name, value in WithFiles.base_fields["photos"].widget.attrs.items() if "send" not in name
        }
        self.fields["photos"].widget.attrs.update(wanted)
        listen(self, typing)

    def clean_body(self) -> str:
        return unix_lines(self.cleaned_data["body"])

    def receive(self, now: datetime) -> bool:
        """Keep the files that are fine; True when there is something to send."""
        if self.is_valid():
            self.kept, self.refusals = keep(self.case, self.cleaned_data["photos"], self.sender, now)
            if not self.cleaned_data["body"] and not self.kept:
                self.add_error("body", _("Please write something, or add a file."))
        if self.refusals and (self.errors or self.one_go):
            self.add_error("photos", self.refusals)
        if self.errors:
            self.let_go()
        return not self.errors

    def let_go(self) -> None:
        drop(self.kept)
        self.kept = []
