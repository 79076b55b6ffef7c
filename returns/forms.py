"""What customers fill in. A form keeps what was typed and the files that were fine when something is missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import Order
from returns.access import Member, uploads_of
from returns.actions import drop_uploads, keep_uploads
from returns.articles_read import WithArticles
from returns.attachments import ACCEPT
from returns.models import Upload

# More pieces than this are typed, not picked from a list.
LONGEST_LIST = 20


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in data or [] if file]


class UploadsField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            # SQLite's driver refuses numbers that no id can have.
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from None


class WithFiles(forms.Form):
    """A form with a key of its own: files are kept under it until the form is complete."""

    use_required_attribute = False

    submission_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"invalid": gettext_lazy("Please open this page again.")}
    )
    photos = FilesField(
        label=gettext_lazy("Photos or PDF"),
        required=False,
        help_text=gettext_lazy(
            "Up to 5 files of 10 MB. We keep the picture only: where and when it was taken is removed."
        ),
        widget=FilesInput(
            attrs={
                "accept": ACCEPT,
                "data-preview": "",
                "data-too-large": gettext_lazy("larger than 10 MB"),
                "data-too-many": gettext_lazy("one too many"),
                "data-sending": gettext_lazy("Sending the files"),
                "data-sent": gettext_lazy("The files are here."),
                "data-not-sent": gettext_lazy("The line is slow or broken: the files go along with the form."),
            }
        ),
    )
    leave_out = UploadsField(
        label=gettext_lazy("Already here. Tick what should not be sent."),
        queryset=Upload.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: Member, key: UUID | None = None, **kwargs: Any) -> None:
        """key: of a draft, which keeps files between its pages; else the page carries one."""
        super().__init__(*args, **kwargs)
        self.person, self.given = person, key
        # Scripts send files ahead under this key; without them they come along with the form.
        self.fields["photos"].widget.attrs["data-send"] = reverse("cases:files")
        if key:
            del self.fields["submission_key"]
            self.fields["photos"].widget.attrs["data-key"] = str(key)
        else:
            self.fields["submission_key"].initial = uuid4
        if key := self.key:
            self.fields["leave_out"].queryset = uploads_of(person, key)  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name not in {"photos", "leave_out", "articles"}])

    @property
    def key(self) -> UUID | None:
        """The draft's, or the one that was sent, before anything else is checked."""
        if self.given:
            return self.given
        try:
            return UUID(self.data[self.add_prefix("submission_key")]) if self.is_bound else None
        except (KeyError, ValueError):
            return None

    @property
    def has_waiting_files(self) -> bool:
        return bool(self.key and uploads_of(self.person, self.key).exists())

    def receive(self, now: datetime) -> bool:
        """Keep the files that are fine; True when the whole form is."""
        self.is_valid()
        if key := self.given or self.cleaned_data.get("submission_key"):
            drop_uploads(by=self.person, key=key, pks=[each.pk for each in self.cleaned_data.get("leave_out") or []])
            files = self.cleaned_data.get("photos") or []
            for refusal in keep_uploads(by=self.person, key=key, files=files, now=now):
                self.add_error("photos", refusal)
        return not self.errors


class NeededSometimes(forms.Field):
    """Not called optional on the page; whether it may stay empty depends on the rest, so the form decides."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class TextField(forms.CharField):
    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10_000, **options)


class ReplyField(NeededSometimes, TextField):
    pass


def unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class ReplyForm(WithFiles):
    body = ReplyField(label=gettext_lazy("Your message"))

    def clean_body(self) -> str:
        return unix_lines(self.cleaned_data["body"])

    def receive(self, now: datetime) -> bool:
        super().receive(now)
        if not self.errors and not self.cleaned_data["body"] and not self.has_waiting_files:
            self.add_error("body", _("Please write something, or add a file."))
        return not self.errors


class QuestionForm(WithArticles, WithFiles):
    order = forms.ChoiceField(label=gettext_lazy("Is it about an order?"), required=False)
    subject = forms.CharField(label=gettext_lazy("In a few words"), max_length=150)
    body = TextField(label=gettext_lazy("Your question"))

    def __init__(self, *args: Any, orders: Sequence[Order], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(order.slug, _("Order %(number)s") % {"number": order.number}) for order in orders]
        field = self.fields["order"]
        field.choices = [("", _("No, something else")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["order"]

    def clean_body(self) -> str:
        return unix_lines(self.cleaned_data["body"])
