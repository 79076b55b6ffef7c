"""Flagging an article, and making one of an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kb.models import ArticleFlag, TopicPage
from portal.desk.articles.personal import LONGEST_REPLACEMENT, Finding
from returns.models import Case


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ArticleFlag.Reason.choices,
        initial=ArticleFlag.Reason.WRONG,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("Editors read this, not the customer. Leave names, addresses and order numbers out."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DraftForm(forms.Form):
    topic: "forms.ModelChoiceField[TopicPage]" = forms.ModelChoiceField(
        label=_("Topic"), queryset=TopicPage.objects.none()
    )
    title = forms.CharField(
        label=_("Question"), max_length=255, help_text=_("As another customer would ask it."), widget=forms.TextInput
    )
    short_answer = forms.CharField(
        label=_("Short answer"),
        max_length=320,
        help_text=_("One or two sentences that would do on their own."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=_("Answer"),
        max_length=20_000,
        required=False,
        help_text=_("An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        topics = TopicPage.objects.filter(locale__language_code=case.language).order_by("path")
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]


class FindingForm(forms.Form):
    """What becomes of one thing that may be personal. value says which one it is."""

    value = forms.CharField(widget=forms.HiddenInput, strip=False)
    keep = forms.BooleanField(label=_("Keep: it is nobody's"), required=False)
    instead = forms.CharField(label=_("Write instead"), max_length=LONGEST_REPLACEMENT, required=False)


class BaseFindings(forms.BaseFormSet):
    def decisions(self) -> dict[str, str | None]:
        """Value -> what stands there instead, None to keep it; only for what was on the page."""
        found: dict[str, str | None] = {}
        for form in self.forms:
            if form.is_valid():
                given = form.cleaned_data
                found[given["value"]] = None if given["keep"] else given["instead"]
        return found


Findings: Any = forms.formset_factory(FindingForm, formset=BaseFindings, extra=0, max_num=200, absolute_max=200)


def as_initial(findings: list[Finding]) -> list[dict[str, str]]:
    return [{"value": each.value, "instead": each.replacement} for each in findings]
