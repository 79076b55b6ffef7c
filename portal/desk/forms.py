"""What an agent sends: an answer or a note, or a step with a word to the customer."""

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser

from kb.models import ArticlePage
from portal.desk.articles import readable, with_article
from portal.desk.macros.rules import left_open
from returns.models import Case

LONGEST_MESSAGE = 10_000


class ArticleField(forms.ModelChoiceField):
    """Takes whatever is sent: an id no article can have is refused like one that no article has."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        # The chooser looks the value up to show its title.
        return data if re.fullmatch(r"[0-9]{1,9}", str(data)) else None


class ReplyForm(forms.Form):
    internal = forms.ChoiceField(
        label=_("Who reads this"),
        choices=[("", _("Answer to the customer")), ("note", _("Internal note"))],
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "data-article-target": True}),
    )
    article = ArticleField(
        label=_("Article"),
        queryset=ArticlePage.objects.none(),
        required=False,
        widget=AdminPageChooser(
            target_models=[ArticlePage],
            choose_another_text=_("Choose another article"),
            show_edit_link=False,
        ),
    )
    # Without JavaScript a proposal's button sends the form and gets it back with the article in the text.
    insert = ArticleField(queryset=ArticlePage.objects.none(), required=False, widget=forms.HiddenInput)
    # The macros in the text: what else they do is done once it was sent.
    macros = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, case: Case, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": case.version, "seen": seen, "key": uuid4()})
        kwargs["auto_id"] = "reply_%s"
        super().__init__(*args, **kwargs)
        self.case = case
        # Set late: the widget adds the model's name to what it is given.
        self.fields["article"].widget.choose_one_text = _("Choose an article")
        for name in ("article", "insert"):
            self.fields[name].queryset = ArticlePage.objects.live()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("body", "")
        for name in ("article", "insert"):
            chosen = cleaned.get(name)
            if chosen is None:
                continue
            page = readable(chosen, self.case)
            if page is None:
                self.add_error(None, _("This customer may not read “%(title)s”.") % {"title": chosen.title})
            else:
                text = with_article(text, page)
        if not text.strip():
            raise ValidationError(_("Write something first."))
        if not cleaned.get("internal") and not cleaned.get("insert") and (names := left_open(text)):
            words = _("Nothing was sent. Fill in or remove first: %(names)s")
            raise ValidationError(words % {"names": ", ".join(names)})
        return cleaned | {"body": text}

    def macro_ids(self) -> list[int]:
        sent = self.cleaned_data.get("macros", "").split(",")
        return [int(each) for each in dict.fromkeys(sent) if each.isascii() and each.isdecimal() and len(each) < 10]

    def same_view(self) -> "ReplyForm":
        """The same text on the view of the case that the agent has."""
        return self.again(int(self["version"].value()), int(self["seen"].value() or 0))

    def again(self, version: int, seen: int) -> "ReplyForm":
        kept = {name: self[name].value() for name in ("internal", "key", "macros")}
        kept |= {"body": self.cleaned_data["body"], "version": version, "seen": seen}
        return ReplyForm(self.case, initial=kept)


class StepForm(forms.Form):
    message = forms.CharField(
        label=_("A word to the customer"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fit()

    def fit(self) -> None:
        """Fields as this case needs them."""

    def start(self) -> dict[str, Any]:
        """What is filled in when the form opens."""
        return {}

    def values(self) -> dict[str, Any]:
        return {"message": self.cleaned_data["message"]}


class DeclineForm(StepForm):
    message = forms.CharField(
        label=_("Your reason, for the customer"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 5})
    )

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["message"]}


class RefundForm(StepForm):
    amount = forms.DecimalField(label=_("Amount paid back"), min_value=0, max_digits=12, decimal_places=2)
    field_order = ("amount", "message")

    def values(self) -> dict[str, Any]:
        return super().values() | {"amount": self.cleaned_data["amount"]}


class AssignForm(forms.Form):
    take = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=1)
