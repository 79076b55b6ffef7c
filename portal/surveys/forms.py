from django import forms
from django.utils.translation import gettext_lazy as _

from portal.surveys.actions.answering import MOST_WORDS
from portal.surveys.rules import is_valid
from portal.surveys.wording import chips


class ScoreForm(forms.Form):
    score = forms.IntegerField(
        error_messages={"required": _("Choose one number."), "invalid": _("Choose one number.")}
    )

    def __init__(self, kind: str, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.kind = kind

    def clean_score(self) -> int:
        score: int = self.cleaned_data["score"]
        if not is_valid(self.kind, score):
            raise forms.ValidationError(_("Choose one number."))
        return score


class WordsForm(forms.Form):
    better = forms.MultipleChoiceField(
        label=_("What could be better?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    word = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, kind: str, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        choices = self.fields["better"]
        assert isinstance(choices, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        choices.choices = list(chips(kind).items())
