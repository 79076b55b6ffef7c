"""What a customer writes for the next reader."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.models.tips import LONGEST_TIP
from kb.tips import rules


class TipForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your tip"),
        max_length=LONGEST_TIP,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What you wish you had known. At most 600 characters, no links, nobody's data."),
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=40,
        help_text=gettext_lazy("Shown beside your tip, and nothing else about you."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )

    use_required_attribute = False

    def clean_text(self) -> str:
        text = rules.plain(self.cleaned_data["text"])
        if len(text) < 10:
            raise forms.ValidationError(_("Please write a whole sentence."))
        return text

    def clean_first_name(self) -> str:
        name: str = " ".join(self.cleaned_data["first_name"].split())
        if "@" in name or not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(_("Please write a name that others may read."))
        return name


def name_to_offer(user: Any) -> str:
    """The first word of her name; an e-mail address is never offered to be shown."""
    words = str(getattr(user, "name", "")).split()
    return words[0][:40] if words and "@" not in words[0] else ""
